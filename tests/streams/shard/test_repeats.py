"""Promises of the id window: a producer's repeat is seen, for the last 64 ids of a customer, across a restart."""

from __future__ import annotations

import numpy as np
import polars as pl

from streams.shard.repeats import WINDOW, Repeats


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
