"""Promises of work that rests: its share of the time is bounded, and what failed does not wait."""

from __future__ import annotations

import pytest

from tidewatch.house.rest import Rest


class Clock:
    """A clock that is set by hand."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


def worked(rest: Rest, clock: Clock, seconds: float) -> None:
    with rest.after():
        clock.now += seconds


@pytest.mark.parametrize(("took", "least", "pause"), [(2.0, 0.0, 6.0), (0.1, 1.0, 1.0)])
def test_it_rests_some_times_as_long_as_it_worked_and_never_less_than_is_said(
    took: float, least: float, pause: float
) -> None:
    clock = Clock()
    rest = Rest(3, least, clock)
    assert rest.due
    worked(rest, clock, took)
    clock.now += pause
    assert not rest.due
    clock.now += 0.001
    assert rest.due


def test_what_failed_is_due_at_once() -> None:
    clock = Clock()
    rest = Rest(3, 1.0, clock)
    with pytest.raises(ZeroDivisionError), rest.after():
        clock.now += 1 / 0
    assert rest.due
