"""Promises of the id window: a producer's repeat is seen, for the last 64 ids of a customer, across a restart."""

from __future__ import annotations

from collections import Counter

import numpy as np
import polars as pl

from detectors.calendar import Calendar
from detectors.rules import RuleSet
from streams.shard.outbox import Outbox
from streams.shard.repeats import WINDOW, Repeats
from streams.shard.stages import Stages


def test_the_second_time_is_a_repeat_only_for_the_same_customer() -> None:
    repeats = Repeats()
    found = repeats.find(np.array([0, 1, 0, 0]), pl.Series(["a", "a", "a", "b"]))
    assert found.tolist() == [False, False, True, False]


def test_the_window_is_saved_and_comes_back() -> None:
    ids = pl.Series([f"e{i}" for i in range(WINDOW + 10)])
    rows = np.full(len(ids), 3)
    before, after = Repeats(), Repeats()
    before.find(rows, ids)
    after.load(np.array([7]), before.export(np.array([3])))
    assert after.find(np.full(WINDOW, 7), ids[10:]).all()
    assert not after.find(np.array([7]), ids[:1]).any()


def test_a_row_is_remembered_whoever_comes_with_it() -> None:
    """A bank's organisation has rows of no customer: which of them come in one frame with an assignment is chance."""
    calendar, out = Calendar(), Outbox()
    stages = Stages(0, 1, RuleSet.load(calendar=calendar), calendar, out)
    rows = pl.DataFrame({"customer_id": [None, "C1", None], "event_id": ["team", "assignment", "manager"]})
    for frame in (rows, rows[1:2], rows):
        stages.take("organisation", frame, clock=0)
    taken = Counter(event for _, facts in out.facts for event in facts["event_id"])
    assert taken == {"team": 2, "manager": 2, "assignment": 1}
