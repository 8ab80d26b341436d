"""Promises of the command line: what the docs show works, and a mistake is one sentence and exit code 1."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from detectors.rules import CATALOGUE
from tests.tidewatch.terminal import ran
from tidewatch.commands.docs import pages

DOCS = Path(__file__).parents[2] / "docs"


def run(*words: str | Path, code: int = 0) -> str:
    """Run a command; its standard output, or its sentence when it must fail."""
    end = ran(*words)
    assert end.code == code, end.sentence
    return end.output if code == 0 else end.sentence


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small bank, replayed."""
    folder = tmp_path_factory.mktemp("cli")
    run("simulate", "--out", folder / "bank", "--customers", "12", "--days", "30")
    with (folder / "bank" / "txn.ndjson").open("ab") as file:
        file.write(b"{broken\n")
    run("replay", folder / "bank", "--out", folder / "found", "--json")
    return folder


def test_a_replay_leaves_what_scripts_rely_on(found: Path) -> None:
    summary = json.loads((found / "found" / "summary.json").read_text())
    assert {"records", "dead_letters", "findings", "alerts", "suppressed", "seconds", "records_per_second"} <= set(
        summary
    )
    assert summary["dead_letters"] == {"total": 1, "by_reason": {"NOT_JSON": 1}}
    for name in ("findings", "alerts", "dead_letters"):
        assert (found / "found" / f"{name}.ndjson").exists()


def test_score_and_dead_letters_read_it(found: Path) -> None:
    scores = json.loads(run("score", found / "found", found / "bank" / "truth.ndjson", "--json"))
    assert all(
        set(line) == {"truth", "found", "recall", "precision", "median_delay_seconds"} for line in scores.values()
    )
    assert json.loads(run("dead-letters", "list", found / "found", "--json"))["total"] == 1
    assert "{broken" in run("dead-letters", "show", found / "found", "0")


def test_the_rules_commands() -> None:
    assert {"id", "version", "state", "on", "name"} == set(json.loads(run("rules", "list", "--json"))[0])
    assert json.loads(run("rules", "test", "--json"))["failed"] == 0
    assert "no mistakes" in run("rules", "lint")
    assert "放款后同名转出他行" in run("rules", "show", "OUT-01")


def test_lint_says_file_and_line_for_people_and_for_scripts(tmp_path: Path) -> None:
    text = (CATALOGUE / "svc_15_feed_stale.yaml").read_text(encoding="utf-8")
    (tmp_path / "svc_15_x.yaml").write_text(text.replace("severity:", "severety:", 1), encoding="utf-8")
    end = subprocess.run(  # a process of its own: what scripts have of it is its exit code
        [sys.executable, "-m", "tidewatch", "rules", "lint", "--rules", tmp_path, "--json"],
        capture_output=True,
        text=True,
        check=False,
    )
    mistakes = json.loads(end.stdout)["mistakes"]
    assert end.returncode == 1
    assert {"file", "line", "rule", "message"} == set(mistakes[0])
    assert {one["file"] for one in mistakes} == {"svc_15_x.yaml"}
    assert any(one["message"] == "there is no field 'severety'; did you mean 'severity'?" for one in mistakes)


def test_schema_export(tmp_path: Path) -> None:
    run("schema", "export", tmp_path)
    assert (tmp_path / "asyncapi.json").exists()


@pytest.mark.parametrize("name", ["events.md", "rules.md", "frames.md", "settings.md"])
def test_the_reference_pages_are_those_of_the_code(name: str) -> None:
    assert (DOCS / "reference" / name).read_text(encoding="utf-8") == pages()[name], "run `make docs`"


def test_mistakes_are_sentences(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("a;b\n1;2\n")
    assert "nowhere is not there" in run("replay", tmp_path / "nowhere", "--out", tmp_path / "o1", code=1)
    assert "say with --mapping" in run("replay", tmp_path / "x.csv", "--out", tmp_path / "o2", code=1)
    assert "name another --out" in run("replay", tmp_path / "x.csv", "--out", tmp_path, code=1)
    assert "there is no rule XXX-01" in run("rules", "show", "XXX-01", code=1)


def test_what_the_system_will_not_do_is_said_of_the_file(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    said = run("up", "--data", tmp_path / "file", "--port", "8479", code=1)
    assert said == f"tidewatch: {tmp_path / 'file'} is a file, not a folder: name another"


@pytest.mark.parametrize("text", ["[1", "OPP-01: 5", "a: &a [*a]", "\tx"])
def test_a_bad_file_of_parameters_is_a_sentence(tmp_path: Path, text: str) -> None:
    (tmp_path / "ours.yaml").write_text(text)
    said = run("rules", "backtest", "OPP-07", "--over", tmp_path, "--parameters", tmp_path / "ours.yaml", code=1)
    assert said.startswith("tidewatch: ours.yaml: ")


@pytest.mark.parametrize("encoding", ["gbk", "ascii"])
def test_a_terminal_without_our_letters_is_told_all_the_same(tmp_path: Path, encoding: str) -> None:
    words = [sys.executable, "-m", "tidewatch", "rules", "list"]
    ended = subprocess.run(words, capture_output=True, env={**os.environ, "PYTHONIOENCODING": encoding}, check=False)
    assert (ended.returncode, b"OUT-01" in ended.stdout) == (0, True)


def test_a_day_that_is_none_is_a_sentence(found: Path) -> None:
    said = run("reconcile", "2026-13-01", "--data", found / "found", code=1)
    assert said == "tidewatch: '2026-13-01' is no day: write YYYY-MM-DD"
