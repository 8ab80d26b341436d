"""Promises of pushing boards: all there, in their folders, the same after a second push; a wrong token or address is a sentence."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from dashboards.boards import boards
from dashboards.push import PushRefused, push
from tests.dashboards.grafana import TOKEN, Grafana
from tests.tidewatch.terminal import ran


@pytest.fixture
def grafana() -> Iterator[Grafana]:
    server = Grafana()
    yield server
    server.stop()


def test_every_board_is_there_and_again_changes_nothing(grafana: Grafana) -> None:
    first = push(grafana.url, TOKEN)
    assert (sorted(grafana.dashboards), len(grafana.folders)) == (sorted(str(one.dashboard.uid) for one in boards()), 2)
    kept = {uid: board["panels"] for uid, board in grafana.dashboards.items()}
    assert push(grafana.url, TOKEN) == first
    assert {uid: board["panels"] for uid, board in grafana.dashboards.items()} == kept
    assert len(grafana.folders) == 2


def test_early_warnings_lie_in_the_risk_desks_folder(grafana: Grafana) -> None:
    push(grafana.url, TOKEN)
    folders = {uid: board["folder"] for uid, board in grafana.dashboards.items()}
    assert folders.pop("tw-warnings") == "Tidewatch Risk"
    assert set(folders.values()) == {"Tidewatch"}


def test_links_lead_to_the_banks_tidewatch(grafana: Grafana) -> None:
    push(grafana.url, TOKEN, "https://tidewatch.bank.example/")
    variables = grafana.dashboards["tw-wall"]["templating"]["list"]
    assert [one["query"] for one in variables if one["name"] == "tidewatch"] == ["https://tidewatch.bank.example"]


@pytest.mark.parametrize(
    ("token", "address", "sentence"),
    [
        ("wrong", None, "refuses the token"),
        (TOKEN, "http://127.0.0.1:9", "does not answer"),
        (TOKEN, "grafana", "is not an address"),
    ],
)
def test_a_wrong_word_is_a_sentence(grafana: Grafana, token: str, address: str | None, sentence: str) -> None:
    with pytest.raises(PushRefused, match=sentence):
        push(address or grafana.url, token)


def test_the_command_pushes_and_exports(grafana: Grafana, tmp_path: Path) -> None:
    (tmp_path / "token").write_text(f"{TOKEN}\n")
    pushed = ran("boards", "push", "--grafana", grafana.url, "--token-file", tmp_path / "token")
    assert (pushed.code, len(pushed.output.split())) == (0, len(boards()))
    assert ran("boards", "export", tmp_path / "out").code == 0
    assert len(list((tmp_path / "out").rglob("*.yaml"))) == 3
