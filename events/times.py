"""Times and dates from text, byte by byte: the same rules for a column and for one value."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from events.compiled import compiled

NO_DATE = -(10**9)
FIRST_MS, LAST_MS = -62_135_596_800_000, 253_402_300_799_999  # the years 1 to 9999
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@compiled
def _number(data: NDArray[np.uint8], start: int, count: int) -> int:
    """The number at these digits, −1 when there is none."""
    value = 0
    for i in range(start, start + count):
        if not 48 <= data[i] <= 57:
            return -1
        value = value * 10 + (data[i] - 48)
    return value


@compiled
def _days(year: int, month: int, day: int) -> int:
    """Days since 1970-01-01 of a date in the Gregorian calendar; NO_DATE when there is none."""
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    longest = 31
    if month in (4, 6, 9, 11):
        longest = 30
    elif month == 2:
        longest = 29 if leap else 28
    if year < 1 or not 1 <= month <= 12 or not 1 <= day <= longest:
        return NO_DATE
    y = year - 1 if month <= 2 else year
    era = y // 400
    of_era = y - era * 400
    of_year = (153 * (month + (-3 if month > 2 else 9)) + 2) // 5 + day - 1
    return era * 146097 + of_era * 365 + of_era // 4 - of_era // 100 + of_year - 719468


@compiled
def date_at(data: NDArray[np.uint8], p: int) -> int:
    """Days since 1970-01-01 of `YYYY-MM-DD` at p, NO_DATE when it is none."""
    if data[p + 4] != 45 or data[p + 7] != 45:
        return NO_DATE
    return _days(_number(data, p, 4), _number(data, p + 5, 2), _number(data, p + 8, 2))


@compiled
def instant_at(data: NDArray[np.uint8], p: int, end: int) -> tuple[int, bool]:
    """Epoch ms of `YYYY-MM-DDTHH:MM:SS[.f][Z|±HH:MM]` or of 10 to 14 digits."""
    if 10 <= end - p <= 14 and _number(data, p, end - p) >= 0:
        return _number(data, p, end - p), True
    if end - p < 20:
        return 0, False
    day = date_at(data, p)
    h, m, s = _number(data, p + 11, 2), _number(data, p + 14, 2), _number(data, p + 17, 2)
    if day == NO_DATE or data[p + 10] not in (84, 32) or data[p + 13] != 58 or data[p + 16] != 58:
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
    at = ((day * 24 + h) * 60 + m) * 60_000 + s * 1000 + ms - offset
    return at, FIRST_MS <= at <= LAST_MS


def to_time(text: str) -> datetime:
    """One instant, by the same rules as a column; raises ValueError."""
    data = np.frombuffer(text.encode() + b" ", np.uint8)
    ms, good = instant_at(data, 0, len(data) - 1)
    if not good:
        raise ValueError(f"{text!r} is not a time: write 2026-03-03T10:21:07+08:00 or epoch milliseconds")
    return EPOCH + timedelta(milliseconds=ms)


def to_date(text: str) -> date:
    """One date, by the same rules as a column; raises ValueError."""
    data = np.frombuffer(text.encode() + b" ", np.uint8)
    day = date_at(data, 0) if len(data) == 11 else NO_DATE
    if day == NO_DATE:
        raise ValueError(f"{text!r} is not a date: write 2026-03-03")
    return EPOCH.date() + timedelta(days=day)
