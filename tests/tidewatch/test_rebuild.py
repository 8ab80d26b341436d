"""Promises of an upgrade of `tidewatch up`: a state that another version has saved is said in a sentence, and made anew from the facts, to the byte."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import polars as pl
import pytest
from typer.testing import CliRunner

from sinks.warehouse import EmbeddedWarehouse, StateStore
from streams.shard import saved
from tests.api.conftest import fill, wait
from tidewatch.cli import app
from tidewatch.config import load
from tidewatch.doctor.finding import Asked
from tidewatch.doctor.state import state
from tidewatch.house.house import House

pytestmark = pytest.mark.xdist_group("rebuild")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small bank that has ended."""
    data = tmp_path_factory.mktemp("up")
    with closing(House(data)) as house:
        fill(house, days=12, customers=10)
    return data


def kept(data: Path) -> dict[str, bytes]:
    """Customers' saved rows."""
    with closing(EmbeddedWarehouse(data)) as warehouse:
        _, found = StateStore(warehouse).load(0)
        rows = pl.concat(list(found.pages))
    return dict(zip(rows["customer_id"], rows["blob"], strict=True))


def rebuild(data: Path, *words: str) -> str:
    ran = CliRunner().invoke(app, ["rebuild", "--data", str(data), *words])
    assert ran.exit_code == 0, ran.exception
    return ran.stdout


def test_a_state_made_anew_is_the_state_that_was(folder: Path) -> None:
    before = kept(folder)
    assert len(before) == 11  # ten customers, and nobody, under whom feeds are kept
    assert "11 customers" in rebuild(folder)
    assert kept(folder) == before
    assert "made anew" in rebuild(folder, "--yes")
    assert kept(folder) == before


def test_another_versions_state_is_said_and_made_anew_and_the_bank_goes_on(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(saved, "VERSION", saved.VERSION + 1)
    with pytest.raises(saved.LayoutChanged, match="tidewatch rebuild --data"):
        House(folder)
    found = state(Asked(load(None), folder))
    assert (found.ok, "tidewatch rebuild" in found.do) == (False, True)
    rebuild(folder, "--yes")
    assert state(Asked(load(None), folder)).ok
    with closing(House(folder)) as house:
        house.start(simulate=False)
        wait(lambda: house.engine.started and house.engine.idle)
        assert len(house.engine.shards[0].stages.customers) == 11


def test_what_is_no_folder_of_a_bank_is_a_sentence(tmp_path: Path) -> None:
    ran = CliRunner().invoke(app, ["rebuild", "--data", str(tmp_path)])
    assert "is no folder of `tidewatch up`" in str(ran.exception)
