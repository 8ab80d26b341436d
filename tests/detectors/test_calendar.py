"""The bank's calendar: 调休, the years past the library's end, windows, working hours, days in the bank's zone."""

from __future__ import annotations

import logging
from datetime import UTC, date, datetime, timedelta

import chinese_calendar
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detectors.calendar import Calendar, Kind
from detectors.calendar.known import EPOCH

CN = Calendar()
DAYS = st.dates(date(2004, 1, 10), date(2026, 11, 30))


def ms(text: str) -> int:
    return int(datetime.fromisoformat(text).timestamp() * 1000)


@settings(max_examples=50)
@given(DAYS)
def test_known_years_are_the_librarys(day: date) -> None:
    assert CN.is_business_day(day) == chinese_calendar.is_workday(day)


def test_a_working_weekend_is_a_business_day() -> None:
    assert CN.is_business_day(date(2025, 1, 26))  # a Sunday worked for Spring Festival
    assert not CN.is_business_day(date(2025, 1, 28))


@settings(max_examples=50)
@given(DAYS, st.integers(1, 30))
def test_adding_counts_days_after_and_is_undone_by_counting(day: date, n: int) -> None:
    found = CN.add_business_days(day, n)
    assert CN.is_business_day(found)
    between = [day + timedelta(days=k) for k in range(1, (found - day).days + 1)]
    assert sum(map(CN.is_business_day, between)) == n == CN.business_days_between(day, found)


@settings(max_examples=50)
@given(DAYS, st.integers(1, 30))
def test_subtracting_counts_days_before(day: date, n: int) -> None:
    found = CN.add_business_days(day, -n)
    between = [found + timedelta(days=k) for k in range((day - found).days)]
    assert CN.is_business_day(found)
    assert sum(map(CN.is_business_day, between)) == n


@settings(max_examples=50)
@given(DAYS, st.integers(1, 20))
def test_a_window_holds_its_business_days_and_the_table_agrees(day: date, n: int) -> None:
    start = CN.window_start(day, n)
    inside = [start + timedelta(days=k) for k in range((day - start).days + 1)]
    assert sum(map(CN.is_business_day, inside)) == n
    tables, at = CN.tables, (day - EPOCH).days
    assert EPOCH + timedelta(days=int(tables.days[tables.index[at] - n])) == start


def test_past_the_announced_years_statutory_days_are_off_and_it_says_so_once(caplog: pytest.LogCaptureFixture) -> None:
    calendar = Calendar()
    with caplog.at_level(logging.WARNING):
        assert not calendar.is_business_day(date(2027, 10, 1))  # National Day, a Friday
        assert calendar.is_business_day(date(2027, 10, 4))
        assert not calendar.is_business_day(date(2040, 1, 7))
    assert [record.args for record in caplog.records] == [(2027,)]


def test_the_banks_own_word_wins_and_the_loops_array_follows() -> None:
    calendar = Calendar()
    index, at = calendar.bd_index, (date(2026, 3, 7) - EPOCH).days
    before = int(index[at])
    calendar.override({date(2026, 3, 7): True, date(2026, 3, 9): False})
    assert calendar.is_business_day(date(2026, 3, 7))
    assert calendar.add_business_days(date(2026, 3, 7), 1) == date(2026, 3, 10)
    assert index[at] == before + 1


def test_elsewhere_only_weekends_are_off() -> None:
    berka = Calendar(Kind.WEEKENDS, "Europe/Prague")
    assert berka.is_business_day(date(1993, 10, 1))
    assert not berka.is_business_day(date(1993, 10, 2))
    assert berka.end_of_day_ms(date(1993, 7, 1)) == ms("1993-07-02T00:00:00+02:00") - 1


@settings(max_examples=30)
@given(st.datetimes(datetime(1970, 1, 2), datetime(2070, 1, 1), timezones=st.just(UTC)))
def test_the_local_day_is_the_same_singly_and_in_columns_and_holds_its_instants(at: datetime) -> None:
    instant = int(at.timestamp() * 1000)
    frame = pl.DataFrame({"t": [instant]}).select(CN.local_day(pl.col("t").cast(pl.Datetime("ms", "UTC"))))
    day = CN.local_date(instant)
    assert frame.item() == day
    assert CN.start_of_day_ms(day) <= instant <= CN.end_of_day_ms(day)


@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [
        ("2026-03-02T10:00+08:00", 4, "2026-03-02T14:00+08:00"),
        ("2026-03-02T16:30+08:00", 2, "2026-03-03T10:00+08:00"),
        ("2026-03-06T17:00+08:00", 1, "2026-03-09T09:30+08:00"),  # over a weekend
        ("2026-03-07T11:00+08:00", 1, "2026-03-09T10:00+08:00"),  # from a weekend
    ],
)
def test_working_hours_run_only_while_the_bank_works(start: str, hours: int, end: str) -> None:
    assert CN.add_working_hours(ms(start), hours) == ms(end)


def test_a_day_outside_the_table_is_an_error_that_says_its_limits() -> None:
    with pytest.raises(ValueError, match="1970-01-02 to 2079"):
        CN.is_business_day(date(2100, 1, 1))
