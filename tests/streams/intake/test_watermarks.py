"""How far sources have been read, and when the clock does not wait for one."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from streams.intake.watermarks import BEGINNING, Clock, Mark, Patience, SourceState, Watermarks

HOLDING, IDLE, STALE = SourceState.HOLDING, SourceState.IDLE, SourceState.STALE
LATE = 10**9  # a wall clock, seconds, long after every event time used here


def watermarks() -> Watermarks:
    """Two sources: a is read to offset 5 of 5, b to 3 of 9."""
    marks = Watermarks(Patience(idle_seconds=2, stale_seconds=300, bounds_ms={"news": 500}))
    marks.add("a", "txn", LATE)
    marks.add("b", "news", LATE)
    marks.read("a", 10_000, 5, LATE)
    marks.read("b", 2_000, 3, LATE)
    asked(marks, LATE)
    return marks


def asked(marks: Watermarks, now: float) -> Watermarks:
    """The broker has been asked for both ends at `now`."""
    marks.ends("a", 5, now)
    marks.ends("b", 9, now)
    return marks


def test_a_watermark_is_the_latest_time_less_the_streams_bound() -> None:
    assert watermarks().mark("a", LATE) == Mark("a", 10_000, HOLDING)
    assert watermarks().mark("b", LATE) == Mark("b", 1_500, HOLDING)


def test_a_source_read_to_its_end_does_not_hold_after_the_idle_time_and_a_record_brings_it_back() -> None:
    marks = watermarks()
    assert asked(marks, LATE + 1.9).mark("a", LATE + 1.9).state is HOLDING
    assert asked(marks, LATE + 2).mark("a", LATE + 2).state is IDLE
    marks.read("a", 11_000, 6, LATE + 3)
    assert marks.mark("a", LATE + 3).state is HOLDING


def test_a_source_that_lags_holds_until_it_is_stale() -> None:
    marks = watermarks()
    assert marks.mark("b", LATE + 299).state is HOLDING
    assert marks.mark("b", LATE + 300).state is STALE


def test_what_was_said_is_not_said_again() -> None:
    marks = watermarks()
    assert [mark.source for mark in marks.news(LATE)] == ["a", "b"]
    assert marks.news(LATE + 1) == []
    assert asked(marks, LATE + 2).news(LATE + 2) == [Mark("a", 10_000, IDLE)]


def test_a_source_whose_end_nobody_has_asked_for_since_holds_however_long_its_reader_was_busy() -> None:
    marks = asked(watermarks(), LATE + 1)
    assert marks.mark("a", LATE + 60).state is HOLDING


def test_records_of_tomorrow_do_not_make_todays_late() -> None:
    marks = Watermarks()
    marks.add("a", "txn", 100)
    marks.read("a", 86_400_000, 1, now=100)
    assert marks.mark("a", 100).watermark == 100_000
    assert marks.mark("a", 86_399).watermark == 100_000  # its time has not come: others may be late until then
    assert marks.mark("a", 86_400).watermark == 86_400_000


def test_of_a_source_that_the_clock_does_not_wait_for_nothing_is_held_back() -> None:
    marks = watermarks()
    assert marks.mark("b", LATE + 300) == Mark("b", 2_000, STALE)


def test_a_source_nothing_was_read_from_holds_the_clock_at_the_beginning() -> None:
    clock = Clock()
    clock.take(Mark("a", BEGINNING, HOLDING))
    assert clock.take(Mark("b", 5, HOLDING)) == BEGINNING
    assert clock.take(Mark("a", BEGINNING, IDLE)) == 5


MARKS = st.builds(Mark, st.sampled_from("abc"), st.integers(0, 100), st.sampled_from(SourceState))


@settings(max_examples=50)
@given(st.lists(MARKS, min_size=1, max_size=20))
def test_the_clock_never_goes_back_nor_passes_a_source_that_holds_it(marks: list[Mark]) -> None:
    clock, before, last = Clock(), BEGINNING, {}
    for mark in marks:
        now = clock.take(mark)
        last[mark.source] = mark
        holding = [one.watermark for one in last.values() if one.holds]
        assert now >= before
        assert now == before or now <= min(holding, default=100)
        before = now


@settings(max_examples=50)
@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=20))
def test_a_watermark_never_goes_back(times: list[int]) -> None:
    marks = Watermarks()
    marks.add("a", "txn", LATE)
    seen = []
    for offset, time in enumerate(times):
        marks.read("a", time, offset + 1, LATE)
        seen.append(marks.mark("a", LATE).watermark)
    assert seen == sorted(seen)
    assert seen[-1] == max(times)
