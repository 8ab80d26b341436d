"""Promises of sequences in the shard: however the log was cut, and wherever it crashed, the same findings; no rule, no cost."""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from detectors.calendar import Calendar
from detectors.expectations import Within, began
from detectors.rules import RuleSet
from streams.backtest import BacktestEngine
from streams.log import cut
from streams.shard.outbox import Outbox
from streams.shard.stages import Stages
from tests.reference.drawn import BANKS, write_bank
from tests.streams.test_engine import NO_SHRINKING, Run, read_log, recorded, told

CALENDAR = Calendar()
FOLLOWING = RuleSet.load(Path(__file__).parents[1] / "reference" / "rules", CALENDAR).rules.values()
RULES = RuleSet([one for one in FOLLOWING if one.on == "sequence"], CALENDAR)


def run_of(drawn: list[dict[str, Any]], folder: str) -> Run:
    """A drawn bank under the sequence rules alone, read in small chunks, and its log."""
    write_bank(Path(folder) / "bank", drawn)
    return recorded(Path(folder) / "bank", Path(folder) / "out", RULES, 9, BacktestEngine)


@settings(max_examples=3, deadline=None, phases=NO_SHRINKING)
@given(BANKS, st.integers(1, 12))
def test_framing_is_invisible_to_sequences(drawn: list[dict[str, Any]], rows_a_frame: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        run = run_of(drawn, folder)
    recut = [piece for frame in run.log for piece in (cut(frame, rows_a_frame) if frame.rows.height else [frame])]
    assert read_log(recut, set(), RULES) == told(run.replay.engine)


@settings(max_examples=3, deadline=None, phases=NO_SHRINKING)
@given(BANKS, st.sets(st.integers(1, 400), min_size=1, max_size=4))
def test_a_crash_between_two_events_of_a_sequence_changes_nothing(
    drawn: list[dict[str, Any]], places: set[int]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        run = run_of(drawn, folder)
    crashes = {place % len(run.log) for place in places} - {0}
    assert read_log(run.log, crashes, RULES) == told(run.replay.engine)


def test_a_bank_without_sequence_rules_follows_nothing() -> None:
    """What every frame pays is one look into an empty set."""
    stages = Stages(0, 1, RuleSet.load(calendar=CALENDAR), CALENDAR, Outbox())
    assert stages.rules.sequences.frames() == frozenset()
    assert stages.sequencing.follow("txn", pl.DataFrame()) == []  # a frame without any column: it is not looked at


def test_what_can_no_longer_be_completed_is_forgotten_at_the_end_of_its_last_day() -> None:
    stages = Stages(0, 1, RULES, CALENDAR, Outbox())
    begun = began([], "e1", None, CALENDAR.start_of_day_ms(date(2026, 3, 2)), {}, Within(2), CALENDAR)
    stages.sequencing.keep("C1", "OUT-91", begun)
    stages.sequencing.lapse(CALENDAR.end_of_day_ms(date(2026, 3, 3)))
    assert stages.sequencing.open_of("C1", "OUT-91") == begun
    stages.sequencing.lapse(CALENDAR.end_of_day_ms(date(2026, 3, 4)))
    assert stages.books.of("C1").expectations == {}
