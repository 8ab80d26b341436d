"""Promises of what the log says of a part that is away: once when it begins, ever more rarely while it lasts, once when it is over."""

from __future__ import annotations

import logging

import pytest

from events.outage import Outage

LOG = logging.getLogger(__name__)


class Clock:
    """Seconds that pass when told to."""

    now = 1_000.0

    def __call__(self) -> float:
        return self.now


def lived(steps: str, caplog: pytest.LogCaptureFixture) -> list[tuple[int, str]]:
    """One step a second, `x` failed and `.` done: what the log said, and in which second."""
    clock, said = Clock(), list[tuple[int, str]]()
    outage = Outage(LOG, "storing", clock)
    for second, step in enumerate(steps):
        clock.now = 1_000.0 + second
        outage.met("the disk is full") if step == "x" else outage.over()
        said += [(second, message) for message in caplog.messages]
        caplog.clear()
    return said


def test_a_disk_that_is_full_for_an_hour_is_a_dozen_lines(caplog: pytest.LogCaptureFixture) -> None:
    said = lived("." * 5 + "x" * 3_600 + "." * 5, caplog)
    assert said[0] == (5, "storing waits, nothing is lost: the disk is full")
    assert [second - 5 for second, _ in said] == [0, 10, 30, 70, 150, 310, 630, 1_230, 1_830, 2_430, 3_030, 3_600]
    assert said[-1] == (3_605, "storing goes on after 3600 s")


def test_what_is_in_order_says_nothing(caplog: pytest.LogCaptureFixture) -> None:
    assert lived("." * 100, caplog) == []


def test_what_comes_and_goes_is_not_said_each_time(caplog: pytest.LogCaptureFixture) -> None:
    said = lived("x." * 300, caplog)
    assert [second for second, _ in said] == [0, 1, 10, 11, 30, 31, 70, 71, 150, 151, 310, 311]


def test_what_fails_again_after_a_good_minute_is_said_at_once(caplog: pytest.LogCaptureFixture) -> None:
    said = lived("x" * 200 + "." * 61 + "x" * 11, caplog)
    assert [second for second, _ in said][-3:] == [200, 261, 271]
