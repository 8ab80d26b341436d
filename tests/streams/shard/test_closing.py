"""A day close that was cut short and run again counts once, as a whole."""

from __future__ import annotations

from datetime import date

import polars as pl

from detectors.calendar import Calendar
from detectors.rules import RuleSet
from streams.log import Frame, Header
from streams.shard.closing import Closing
from streams.shard.shard import Shard

DAY = date(2026, 3, 3)


def frame(kind: str, run: str, day: date = DAY) -> Frame:
    return Frame(Header(kind, note={"day": day.toordinal(), "run": run}), pl.DataFrame({"run": [run]}))


def test_only_the_run_whose_mark_has_come_counts() -> None:
    closing = Closing()
    for offset, (kind, run) in enumerate([("profile", "died"), ("profile", "whole"), ("due", "whole")]):
        closing.hold(frame(kind, run), offset)
    assert [(kind, rows["run"][0]) for kind, rows in closing.take(frame("profiled", "whole"))] == [
        ("profile", "whole"),
        ("due", "whole"),
    ]


def test_what_came_in_pieces_is_taken_as_one() -> None:
    closing = Closing()
    for offset, kind in enumerate(["profile", "profile", "due", "profile"]):
        closing.hold(frame(kind, "whole"), offset)
    assert [(kind, rows.height) for kind, rows in closing.take(frame("profiled", "whole"))] == [
        ("profile", 2),
        ("due", 1),
        ("profile", 1),
    ]


def test_profiles_in_pieces_are_everybodys() -> None:
    """A shard of more customers than a message has rows."""
    shard = Shard(0, 1, RuleSet.load(), Calendar(), ["t"])
    for offset, customer in enumerate("AB"):
        rows = pl.DataFrame({"customer_id": [customer], "n_op_in_180": [7]})
        shard.feed(Frame(Header("profile", note={"day": DAY.toordinal(), "run": "whole"}), rows), offset)
    shard.day = DAY
    shard.feed(Frame(Header("profiled", note={"day": DAY.toordinal(), "run": "whole"})), 2)
    profile, customers = shard.stages.profile, shard.stages.customers
    assert [profile.value(customers.rows[one], "n_op_in_180") for one in "AB"] == [7, 7]


def test_what_waits_is_read_again_after_a_crash_and_forgotten_after_the_mark() -> None:
    closing = Closing()
    closing.hold(frame("profile", "died"), 7)
    closing.hold(frame("profile", "next", date(2026, 3, 4)), 9)
    assert closing.first == 7
    closing.take(frame("profiled", "whole"))
    assert closing.first == 9
