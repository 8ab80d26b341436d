"""Times and dates from text, a column at once."""

from __future__ import annotations

from datetime import UTC, date, datetime

import numpy as np
import polars as pl
from numba import njit
from numpy.typing import NDArray

from events.arrow import utf8


@njit(cache=True, nogil=True)
def _number(data: NDArray[np.uint8], start: int, count: int) -> int:
    """The number at these digits, −1 when there is none."""
    value = 0
    for i in range(start, start + count):
        if not 48 <= data[i] <= 57:
            return -1
        value = value * 10 + (data[i] - 48)
    return value


@njit(cache=True, nogil=True)
def _days(year: int, month: int, day: int) -> int:
    """Days since 1970-01-01 of a date in the Gregorian calendar; −10**9 when there is no such date."""
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    longest = 31
    if month in (4, 6, 9, 11):
        longest = 30
    elif month == 2:
        longest = 29 if leap else 28
    if year < 1 or not 1 <= month <= 12 or not 1 <= day <= longest:
        return -(10**9)
    y = year - 1 if month <= 2 else year
    era = y // 400
    of_era = y - era * 400
    of_year = (153 * (month + (-3 if month > 2 else 9)) + 2) // 5 + day - 1
    return era * 146097 + of_era * 365 + of_era // 4 - of_era // 100 + of_year - 719468


@njit(cache=True, nogil=True)
def _date_at(data: NDArray[np.uint8], p: int) -> int:
    if data[p + 4] != 45 or data[p + 7] != 45:
        return -(10**9)
    return _days(_number(data, p, 4), _number(data, p + 5, 2), _number(data, p + 8, 2))


@njit(cache=True, nogil=True)
def _instant(data: NDArray[np.uint8], p: int, end: int) -> tuple[int, bool]:
    """Epoch ms of `YYYY-MM-DDTHH:MM:SS[.f][Z|±HH:MM]` or of 10 to 14 digits."""
    if 10 <= end - p <= 14 and _number(data, p, end - p) >= 0:
        return _number(data, p, end - p), True
    if end - p < 20:
        return 0, False
    day = _date_at(data, p)
    h, m, s = _number(data, p + 11, 2), _number(data, p + 14, 2), _number(data, p + 17, 2)
    if day < -(10**8) or data[p + 10] not in (84, 32) or data[p + 13] != 58 or data[p + 16] != 58:
        return 0, False
    if not (0 <= h <= 23 and 0 <= m <= 59 and 0 <= s <= 59):
        return 0, False
    p, ms, weight, digits = p + 19, 0, 100, 0
    if data[p] == 46:
        p += 1
        while p < end and 48 <= data[p] <= 57:
            ms += (data[p] - 48) * weight
            weight //= 10
            digits += 1
            p += 1
        if digits == 0 or digits > 6:
            return 0, False
    offset = 0
    if end - p == 6 and (data[p] == 43 or data[p] == 45) and data[p + 3] == 58:
        oh, om = _number(data, p + 1, 2), _number(data, p + 4, 2)
        if not (0 <= oh <= 23 and 0 <= om <= 59):
            return 0, False
        offset = (oh * 60 + om) * 60_000 * (1 if data[p] == 43 else -1)
    elif not (end - p == 1 and data[p] == 90):
        return 0, False
    return ((day * 24 + h) * 60 + m) * 60_000 + s * 1000 + ms - offset, True


@njit(cache=True, nogil=True)
def _parse_all(
    data: NDArray[np.uint8], bounds: NDArray[np.int64], dates: bool, out: NDArray[np.int64], ok: NDArray[np.bool_]
) -> None:
    for i in range(out.shape[0]):
        p, end = bounds[i], bounds[i + 1]
        if dates:
            out[i] = _date_at(data, p) if end - p == 10 else -(10**9)
            ok[i] = out[i] > -(10**8)
        else:
            out[i], ok[i] = _instant(data, p, end)


def parse_times(texts: pl.Series) -> tuple[pl.Series, NDArray[np.bool_]]:
    """UTC instants (ms) of a column, and where that worked; null stays null and counts as parsed."""
    values, ok = _parsed(texts, dates=False)
    return values.cast(pl.Datetime("ms")).dt.replace_time_zone("UTC"), ok


def parse_dates(texts: pl.Series) -> tuple[pl.Series, NDArray[np.bool_]]:
    """Dates of a column of `YYYY-MM-DD`, and where that worked; null stays null and counts as parsed."""
    values, ok = _parsed(texts, dates=True)
    return values.cast(pl.Int32).cast(pl.Date), ok


def _parsed(texts: pl.Series, dates: bool) -> tuple[pl.Series, NDArray[np.bool_]]:
    data, bounds = utf8(texts)
    out, ok = np.zeros(len(texts), np.int64), np.zeros(len(texts), np.bool_)
    _parse_all(data, bounds, dates, out, ok)
    bad = texts.is_null().to_numpy() | ~ok
    return pl.Series(texts.name, out).set(pl.Series(bad), None), ok | texts.is_null().to_numpy()


def to_time(text: str) -> datetime:
    """One instant, by the same rules as a column; raises ValueError."""
    value, ok = parse_times(pl.Series([text], dtype=pl.String))
    if not ok[0]:
        raise ValueError(f"{text!r} is not a time: write 2026-03-03T10:21:07+08:00 or epoch milliseconds")
    instant: datetime = value.item()
    return instant.astimezone(UTC)


def to_date(text: str) -> date:
    """One date, by the same rules as a column; raises ValueError."""
    value, ok = parse_dates(pl.Series([text], dtype=pl.String))
    if not ok[0]:
        raise ValueError(f"{text!r} is not a date: write 2026-03-03")
    day: date = value.item()
    return day
