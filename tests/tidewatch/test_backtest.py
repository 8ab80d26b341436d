"""Promises of the backtest: judged alone, over files or over stored facts, a rule finds what it finds among all; a change is told finding by finding."""

from __future__ import annotations

import json
from datetime import date, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from rich.console import Console
from typer.testing import CliRunner

from detectors.calendar import Calendar
from detectors.rules import CATALOGUE, RuleSet
from events.finding import FINDING_SCHEMA
from sinks.warehouse import EmbeddedWarehouse
from streams.backtest import Change, Outcome, Period, affected, differences, narrowed
from streams.backtest.narrowed import closes_of
from streams.replay import Replay
from tests.stories.language import Story
from tests.stories.living import line, records_of
from tidewatch.chosen import in_force, with_settings
from tidewatch.cli import app
from tidewatch.commands.backtest import overview
from tidewatch.inputs import sources_of
from tidewatch.past import open_past

CALENDAR = Calendar()
RULES = in_force(calendar=CALENDAR)
ASKED = ("OPP-01", "OPP-07", "OUT-01", "RSK-21", "RSK-04")
WEEK = """
who A,B T3
2026-03-02 A drawdown 10m note=@N1
2026-03-03 A out 6m same
2026-03-03 B cross_in 1m
2026-03-04 B in 30m
2026-03-04 ruling case_no=@K role=失信 uscc=@B.uscc amount=3m
"""
DAY = date(2026, 3, 2)


@pytest.fixture(scope="module")
def bank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A week of two customers, as files; `found` beside it is what a replay with all rules leaves."""
    folder = tmp_path_factory.mktemp("backtest")
    (folder / "bank").mkdir()
    for stream, records in records_of([Story("a week", WEEK.strip().splitlines())]).items():
        (folder / "bank" / f"{stream}.ndjson").write_bytes(b"".join(line(one) + b"\n" for one in records))
    return folder


@pytest.fixture(scope="module")
def whole(bank: Path) -> dict[str, dict[str, Any]]:
    """The findings of all rules together."""
    warehouse = EmbeddedWarehouse(bank / "found" / "warehouse")
    run = Replay(RuleSet(RULES.values(), CALENDAR), CALENDAR, warehouse, sources_of([bank / "bank"], None, bank)[0])
    run.run(until_end_of_day=True)
    warehouse.close()
    return run.engine.findings


def judged(over: Path, scratch: Path, *asked: str, anew: bool = False) -> Outcome:
    past = open_past([str(over)], None, None, CALENDAR, scratch, anew)
    return past.run(narrowed(RULES, asked, CALENDAR), None, lambda _stream, _count: None)


def told(outcome: Outcome) -> dict[str, dict[str, Any]]:
    return {row["finding_id"]: row for row in outcome.findings.drop("tier").to_dicts()}


@pytest.mark.parametrize("over", ["bank", "found"])
def test_rules_judged_alone_find_what_they_find_among_all(
    bank: Path, whole: dict[str, dict[str, Any]], tmp_path: Path, over: str
) -> None:
    expected = {name: row for name, row in whole.items() if row["rule_id"] in ASKED}
    assert {"OPP-07", "OUT-01", "RSK-21"} <= {row["rule_id"] for row in expected.values()}
    assert told(judged(bank / over, tmp_path, *ASKED)) == expected


def test_profiles_worked_out_anew_are_those_that_were_stated(bank: Path, whole: object, tmp_path: Path) -> None:
    anew = judged(bank / "found", tmp_path / "a", "OPP-01", "OUT-04", anew=True)
    assert told(anew) == told(judged(bank / "found", tmp_path / "b", "OPP-01", "OUT-04"))


def test_a_replay_keeps_the_profiles_of_its_last_day_too(bank: Path, whole: object, tmp_path: Path) -> None:
    past = open_past([str(bank / "found")], None, None, CALENDAR, tmp_path)
    last = pl.scan_ipc(list(past.stated)).select(pl.col("day").max()).collect().item()
    assert last == past.run(narrowed(RULES, ["RSK-21"], CALENDAR), None, lambda _stream, _count: None).period.last


def test_what_no_rule_reads_is_not_asked_of_the_close() -> None:
    assert closes_of(narrowed(RULES, ["RSK-21"], CALENDAR).rules) == frozenset()
    assert closes_of(narrowed(RULES, ["OPP-01"], CALENDAR).rules) == {"profile"}
    assert closes_of(narrowed(RULES, ["OUT-06"], CALENDAR).rules) == {"profile", "feed"}


def test_a_rule_whose_findings_a_profile_sums_is_judged_beside() -> None:
    narrow = narrowed(RULES, ["OUT-04"], CALENDAR)
    assert (set(narrow.asked), set(narrow.rules.compiled)) == ({"OUT-04"}, {"OUT-04", "OUT-01"})


def test_a_change_concerns_those_that_read_what_the_changed_rule_finds() -> None:
    changed = with_settings(RULES, ["OUT-01"], ["minimum=¥1m"])
    assert {"OUT-01", "OUT-04"} <= affected(RULES, changed, CALENDAR)
    assert affected(RULES, RULES, CALENDAR) == set()


def finding(name: str, day: int = 0, money: int = 1, state: str = "open") -> dict[str, Any]:
    at = {"finding_id": name, "rule_id": "OPP-01", "customer_id": "C1", "state": state, "severity": "P2"}
    return dict.fromkeys(FINDING_SCHEMA) | at | {"day": DAY + timedelta(days=day), "money_at_stake": money}


def changes(before: list[dict[str, Any]], after: list[dict[str, Any]]) -> dict[tuple[Any, ...], Change]:
    sides = [pl.DataFrame(side, schema=FINDING_SCHEMA).with_columns(tier=pl.lit("T4")) for side in (before, after)]
    return {tuple(row["day"]): row["change"] for row in differences(*sides)}


def test_every_finding_is_told_once_by_what_has_become_of_it() -> None:
    days = [DAY + timedelta(days=i) for i in range(100)]
    before = [finding("same"), finding("more", 1), finding("early", 2), finding("back", 3), finding("gone", 60)]
    after = [finding("same"), finding("more", 1, 2), finding("late", 9), finding("back", 3, state="retracted")]
    assert changes(before, after) == {
        (days[0], days[0]): Change.SAME,
        (days[1], days[1]): Change.CHANGED,
        (days[2], days[9]): Change.MOVED,
        (days[3], None): Change.GONE,
        (days[60], None): Change.GONE,
    }


# ---- on the command line


def run(*words: str | Path, code: int = 0) -> str:
    """Run a command; its standard output, or the sentence of its mistake."""
    ran = CliRunner().invoke(app, ["rules", *map(str, words)])
    assert ran.exit_code == code, ran.exception
    return ran.stdout if not code else str(ran.exception)


@pytest.mark.usefixtures("whole")
def test_a_backtest_says_how_often_for_whom_and_for_how_much(bank: Path) -> None:
    report = json.loads(run("backtest", "OUT-01", "--over", bank / "found", "--json"))
    found = report["rules"]["OUT-01"]
    assert (found["findings"], found["by_day"], found["money_at_stake"]) == (1, {"2026-03-03": 1}, 6_000_000_00)
    assert found["by_tier"]["T3"]["customers"] == report["customers"] == 3
    assert found["per_1000_customer_months"] == round(1000 / (report["customers"] * report["days"] / 30), 2)
    assert [one["findings"] for one in found["top_customers"]] == [1]


@pytest.mark.usefixtures("whole")
def test_compare_says_what_a_changed_threshold_finds_no_more(bank: Path) -> None:
    over = ("--over", bank / "found")
    ran = CliRunner().invoke(
        app, ["rules", "compare", "OUT-01", "--set", "minimum=¥7m", *map(str, over), "--exit-code"]
    )
    assert (ran.exit_code, "gone" in ran.stdout) == (1, True)
    assert "nothing to compare" in run("compare", "OPP-05", *over, "--exit-code")


@pytest.mark.usefixtures("whole")
@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("OPP-5",), "did you mean 'OPP-05'?"),
        (("OUT-01", "--set", "minimun=¥1m"), "did you mean 'minimum'?"),
        (("OUT-01", "RSK-21", "--set", "minimum=¥1m"), "say of which rule: OUT-01.minimum=…"),
        (("RSK-21", "--from", "2031-01-01"), "there are days from 2026-03-02 to"),
        (("RSK-21", "--until", "May"), "write a day as YYYY-MM-DD"),
    ],
)
def test_what_cannot_be_backtested_is_a_sentence(bank: Path, words: tuple[str, ...], said: str) -> None:
    assert said in run("backtest", *words, "--over", bank / "found", code=1)


def test_a_rule_with_a_mistake_is_not_backtested(bank: Path, tmp_path: Path) -> None:
    text = (CATALOGUE / "rsk_21_enforcement.yaml").read_text(encoding="utf-8")
    (tmp_path / "rsk_21_x.yaml").write_text(text.replace("amount >= minimum", "amont >= minimum"), encoding="utf-8")
    assert "did you mean 'amount'?" in run("backtest", tmp_path / "rsk_21_x.yaml", "--over", bank / "bank", code=1)
    said = run("backtest", "RSK-21", "--over", tmp_path / "nowhere", "--from", "2026-03-02", "--until", "2026-03-01", code=1)  # fmt: skip
    assert "--from 2026-03-02 is after --until 2026-03-01" in said
    assert "nowhere is not there" in run("backtest", "RSK-21", "--over", tmp_path / "nowhere", code=1)


def test_the_overview_of_scored_rules_is_whole_at_80_columns() -> None:
    figures = {
        "version": 12, "findings": 1_234_567, "alerts": 98_765, "per_1000_customer_months": 1234.5, "money_at_stake": 98_700_000_000,
        "by_day": {"2026-03-02": 5, "2026-03-29": 1}, "score": {"recall": 1.0, "precision": 1.0},
    }  # fmt: skip
    console = Console(width=80, record=True, file=StringIO())
    console.print(overview({"OUT-01": figures, "RSK-21": figures}, Period(DAY, DAY + timedelta(days=27))))
    *_, head, _, first, _ = console.export_text().strip().splitlines()
    assert "precision over time" in head
    assert first.split()[:7] == ["OUT-01", "v12", "1,234,567", "98,765", "1,234.5", "¥987.0m", "100.0%"]
