"""A day close that was cut short and run again counts once, as a whole."""

from __future__ import annotations

from datetime import date

import polars as pl

from streams.log import Frame, Header
from streams.shard.closing import Closing

DAY = date(2026, 3, 3)


def frame(kind: str, run: str, day: date = DAY) -> Frame:
    return Frame(Header(kind, note={"day": day.toordinal(), "run": run}), pl.DataFrame({"run": [run]}))


def test_only_the_run_whose_mark_has_come_counts() -> None:
    closing = Closing()
    for offset, (kind, run) in enumerate([("profile", "died"), ("profile", "whole"), ("due", "whole")]):
        closing.hold(frame(kind, run), offset)
    assert [(one.kind, one.rows["run"][0]) for one in closing.take(frame("profiled", "whole"))] == [
        ("profile", "whole"),
        ("due", "whole"),
    ]


def test_what_waits_is_read_again_after_a_crash_and_forgotten_after_the_mark() -> None:
    closing = Closing()
    closing.hold(frame("profile", "died"), 7)
    closing.hold(frame("profile", "next", date(2026, 3, 4)), 9)
    assert closing.first == 7
    closing.take(frame("profiled", "whole"))
    assert closing.first == 9
