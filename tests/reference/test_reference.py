"""The columnar engine and the plain one find the same: on simulated banks, and on banks drawn at random."""

from __future__ import annotations

import json
import tempfile
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st

from detectors.calendar import Calendar
from detectors.rules import RuleSet
from streams.log import Frame, cut
from streams.shard.shard import Shard
from streams.shard.tracing import Tracing
from streams.simulate import simulate
from tests.reference.drawn import BANKS, CHANGED, write_bank, write_bank_of_two_quarters
from tests.reference.engine import PlainEngine
from tests.streams.test_engine import read_log, recorded, replayed, told

CALENDAR = Calendar()
EAGER = RuleSet.load(calendar=CALENDAR, tuned=Path(__file__).with_name("eager.yaml"))
FOLLOWING = RuleSet.load(
    Path(__file__).with_name("rules"), CALENDAR
)  # what no rule of the catalogue is or says by itself
RULES = RuleSet([*EAGER.rules.values(), *FOLLOWING.rules.values()], CALENDAR)
SOURCES = ("txn", "balance", "account", "contract", "customer", "tender", "ruling", "listing", "relation")
JUDGED = ("txn", "day", "counterparty", "tender", "ruling", "listing", "contract", "account", "sequence")
SHOWN = (
    "finding_id",
    "rule_id",
    "customer_id",
    "object_id",
    "severity",
    "state",
    "day",
    "trigger_id",
    "money_at_stake",
)
NO_SHRINKING = (Phase.explicit, Phase.generate)  # an example takes a second: better a large one than none for minutes

Findings = dict[str, dict[str, Any]]


def rows_of(log: list[Frame]) -> list[tuple[str, dict[str, Any]]]:
    """What intake wrote, row by row."""
    found = []
    for frame in log:
        if frame.kind in SOURCES and frame.rows.height:
            timed = frame.rows.with_columns(
                _time=pl.col("event_time").to_physical(), _source=pl.lit(frame.header.source)
            )
            found += [(frame.kind, row) for row in timed.to_dicts()]
    return found


def found_by_both(bank: Path, out: Path) -> tuple[Findings, Findings]:
    """Findings of the columnar engine and of the plain one, up to the last day that was closed."""
    log: list[Frame] = []
    feed = Shard.feed

    def recording(shard: Shard, frame: Frame, offset: int) -> None:
        log.append(frame)
        feed(shard, frame, offset)

    loan_money: dict[tuple[str, date], int] = {}
    carried = Tracing.carried

    def followed(tracing: Tracing, day: date) -> dict[str, int]:
        found = carried(tracing, day)
        loan_money.update({(customer, day): left for customer, left in found.items()})
        return found

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Shard, "feed", recording)
        patch.setattr(Tracing, "carried", followed)
        engine = replayed(bank, out, rules=RULES).engine
    plain = PlainEngine(RULES, CALENDAR)
    plain.loan_money = loan_money
    plain.run(rows_of(log))
    last = max(engine.closed)
    judged = {rule.id for rule in RULES.rules.values() if rule.on in JUDGED}
    columnar = {key: shown(one) for key, one in engine.findings.items() if one["rule_id"] in judged}
    return tuple({k: one for k, one in each.items() if one["day"] <= last} for each in (columnar, plain.findings))  # type: ignore[return-value]


def shown(finding: dict[str, Any]) -> dict[str, Any]:
    """A finding without its words."""
    return {name: finding[name] for name in SHOWN} | {"evidence": json.loads(finding["evidence"])}


def test_on_a_simulated_bank(tmp_path: Path) -> None:
    simulate(tmp_path / "bank", seed=11, customers=10, days=66)
    columnar, plain = found_by_both(tmp_path / "bank", tmp_path / "out")
    assert len({one["rule_id"] for one in columnar.values()}) > 6
    assert columnar == plain


def test_a_quarter_is_known_of_whom_had_an_account_when_it_began(tmp_path: Path) -> None:
    write_bank_of_two_quarters(tmp_path / "bank")
    columnar, plain = found_by_both(tmp_path / "bank", tmp_path / "out")
    assert {one["customer_id"] for one in columnar.values() if one["rule_id"] == "OUT-94"} == {"C0", "C1"}
    assert columnar == plain


def moved(party: int, minute: int) -> dict[str, Any]:
    """An entry of the first customer: out to its own name at another bank (2) or to a treasury (3), in from elsewhere (4)."""
    return {
        "kind": "entry",
        "credit": party == 4,
        "party": party,
        "customer": 0,
        "minute": minute,
        "yuan": 20_000,
        "of": 1,
        "code": 0,
    }


TWO_BANKS_ALIKE = [moved(3, 100), moved(2, 101), moved(4, 34_560)]


@settings(max_examples=4, deadline=None, phases=NO_SHRINKING)
@given(BANKS)
@example(TWO_BANKS_ALIKE)
def test_on_banks_drawn_at_random(drawn: list[dict[str, Any]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        write_bank(Path(folder) / "bank", drawn)
        columnar, plain = found_by_both(Path(folder) / "bank", Path(folder) / "out")
    assert columnar == plain


@settings(max_examples=2, deadline=None, phases=NO_SHRINKING)
@given(st.lists(CHANGED, min_size=30, max_size=90), st.integers(1, 40), st.sets(st.integers(1, 400), max_size=3))
def test_corrections_are_the_same_in_frames_of_any_size_and_after_crashes(drawn: list[dict[str, Any]], size: int, crashes: set[int]) -> None:  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        write_bank(Path(folder) / "bank", drawn)
        run = recorded(Path(folder) / "bank", Path(folder) / "out", RULES)
    framed = [piece for frame in run.log for piece in (cut(frame, size) if frame.rows.height else [frame])]
    assert read_log(framed, {place % len(framed) for place in crashes} - {0}, RULES) == told(run.replay.engine)
