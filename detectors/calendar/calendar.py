"""Business days, working hours and local days, one at a time and as tables for compiled loops.

Days are `date`; in tables they are epoch days (1970-01-01 = 0, what a Polars Date is inside). Instants are epoch milliseconds UTC.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl
from numpy.typing import NDArray

from detectors.calendar.known import EPOCH, LAST_YEAR, Kind, business_days, certain_years

log = logging.getLogger(__name__)

BANK_ZONE = "Asia/Shanghai"
LAST_WITH_A_MORROW = date.max - timedelta(days=1)
OPENS, CLOSES = time(9, 0), time(17, 30)  # working hours of a branch (GK); 8.5 h without a break


@dataclass(frozen=True)
class Tables:
    """For compiled loops, indexed by epoch day.

    `index[d]`: business days in (−∞, d], so index[b] − index[a] counts those in (a, b]. `days[k]`: the epoch day of business day
    number k + 1. The window of n business days ending at d starts at days[index[d] − n]: later than every business day before it.
    """

    index: NDArray[np.int32]
    days: NDArray[np.int32]


class Calendar:
    """One bank's calendar. Overrides (reference records of kind `calendar`) change it in place, tables included."""

    def __init__(self, kind: Kind = Kind.CN, zone: str = BANK_ZONE, opens: time = OPENS, closes: time = CLOSES) -> None:
        self.kind = kind
        self.zone = ZoneInfo(zone)
        self.opens = opens
        self.closes = closes
        self._open = business_days(kind)
        self._certain = certain_years(kind)
        self._warned = False
        self._index = np.empty(len(self._open), np.int32)
        self._count()

    def override(self, days: Mapping[date, bool]) -> None:
        """The bank's own word: these days are business days, or are not. Raises ValueError past the table."""
        for day, is_open in days.items():
            self._open[self._at(day)] = is_open
        self._count()

    # ---- business days

    def is_business_day(self, day: date) -> bool:
        """Whether the bank works that day."""
        return bool(self._open[self._at(day)])

    def add_business_days(self, day: date, n: int) -> date:
        """The n-th business day after `day` (before it when n < 0); n = 0 is `day` itself, business day or not."""
        at = self._at(day)
        if n == 0:
            return day
        number = self._index[at] + n if n > 0 else self._index[at - 1] + n + 1
        if not 1 <= number <= len(self._days):
            raise ValueError(f"{n} business days from {day} lies outside the calendar, which ends in {LAST_YEAR}")
        found = EPOCH + timedelta(days=int(self._days[number - 1]))
        self._at(found)
        return found

    def business_days_between(self, start: date, end: date) -> int:
        """Business days in (start, end]; negative when end is before start."""
        return int(self._index[self._at(end)] - self._index[self._at(start)])

    def window_start(self, day: date, n_bd: int) -> date:
        """First day of the window of `n_bd` business days that ends with `day`."""
        return EPOCH + timedelta(days=int(self._days[self._index[self._at(day)] - n_bd]))

    @property
    def bd_index(self) -> NDArray[np.int32]:
        """Epoch day → running business-day number. The array stays the same object when the calendar is overridden."""
        return self._index

    @property
    def tables(self) -> Tables:
        """The tables for a compiled loop; take them anew after an override."""
        return Tables(self._index, self._days)

    # ---- instants

    def local_date(self, at: int) -> date:
        """The bank's day of an instant."""
        return datetime.fromtimestamp(at / 1000, self.zone).date()

    def local_day(self, event_time: pl.Expr) -> pl.Expr:
        """The bank's day of a column of instants."""
        return event_time.dt.convert_time_zone(self.zone.key).dt.date()

    def start_of_day_ms(self, day: date) -> int:
        """The first millisecond of a day in the bank's zone."""
        return self._ms(day, time())

    def end_of_day_ms(self, day: date) -> int:
        """The last millisecond of a day in the bank's zone. 9999-12-31, which stands for "for ever", ends a day early."""
        return self._ms(min(day, LAST_WITH_A_MORROW) + timedelta(days=1), time()) - 1

    def add_working_hours(self, at: int, hours: float) -> int:
        """The instant when so many working hours have gone by since `at`."""
        left = round(hours * 3_600_000)
        day = self.local_date(at)
        while True:
            opens, closes = self._ms(day, self.opens), self._ms(day, self.closes)
            start = max(at, opens)
            if self.is_business_day(day) and start < closes:
                if start + left <= closes:
                    return start + left
                left -= closes - start
            day += timedelta(days=1)

    def _ms(self, day: date, clock: time) -> int:
        return int(datetime.combine(day, clock, self.zone).timestamp()) * 1000

    # ---- tables

    def _at(self, day: date) -> int:
        at = (day - EPOCH).days
        if not 0 < at < len(self._open):
            raise ValueError(f"{day} lies outside the calendar: it knows 1970-01-02 to {LAST_YEAR}-12-31")
        if day.year not in self._certain and not self._warned:
            self._warned = True
            log.warning(
                "holidays of %s are not announced: weekends and statutory days on file count as days off", day.year
            )
        return at

    def _count(self) -> None:
        self._index[:] = np.cumsum(self._open)
        self._days = np.flatnonzero(self._open).astype(np.int32)
