"""The simulated bank's days: index 0 is the first day, working days follow the Chinese calendar with 调休."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import chinese_calendar
import numpy as np
import numpy.typing as npt

LAST_KNOWN_DAY = date(2026, 12, 31)  # the holiday library ends here
DEFAULT_START = date(2025, 10, 1)
ZONE_MS = 8 * 3_600_000  # Asia/Shanghai has no summer time
DAY_MS = 86_400_000
MARGIN = 80  # days looked at past the end, for due dates that lie outside the files

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Days:
    """`count` days from `start`; `work[i]` tells a working day, also for some days past the end."""

    start: date
    count: int
    work: npt.NDArray[np.bool_]
    work_index: Ints

    def date(self, index: int) -> date:
        return self.start + timedelta(days=int(index))

    def ms(self, index: int, seconds: float = 0) -> int:
        """Epoch milliseconds (UTC) of so many seconds after local midnight of a day."""
        midnight = datetime.combine(self.date(index), datetime.min.time(), UTC)
        return int(midnight.timestamp() * 1000) - ZONE_MS + int(seconds * 1000)

    def close(self, index: int) -> int:
        """The end of a day: when a day rule may first know it."""
        return self.ms(index + 1)

    def after(self, index: int, steps: int) -> int:
        """The working day `steps` working days after a day (before it, when negative; 0: the day or the next working day)."""
        if steps > 0:
            return int(self.work_index[np.searchsorted(self.work_index, index, side="right") + steps - 1])
        if steps < 0:
            return int(self.work_index[max(0, int(np.searchsorted(self.work_index, index)) + steps)])
        return int(self.work_index[np.searchsorted(self.work_index, index)])

    def on_or_before(self, index: int) -> int:
        """The last working day at or before a day (the first one at all, when there is none)."""
        return int(self.work_index[max(0, int(np.searchsorted(self.work_index, index, side="right")) - 1)])

    def nearest(self, index: int) -> int:
        """The working day closest to a day; the earlier of two."""
        before, after = self.on_or_before(index), self.after(index, 0)
        return before if index - before <= after - index else after

    def months(self) -> list[tuple[int, int]]:
        """First and last day index of every calendar month that the bank lives through."""
        out: list[tuple[int, int]] = []
        first = 0
        for index in range(1, self.count + 1):
            if index == self.count or self.date(index).day == 1:
                out.append((first, index - 1))
                first = index
        return out


def make_days(count: int, start: date | None) -> Days:
    """The calendar of a run. Raises ValueError with what would be right when holidays are not known for all of it."""
    if count < 1:
        raise ValueError(f"days must be at least 1, not {count}")
    first = start or min(DEFAULT_START, LAST_KNOWN_DAY - timedelta(days=count - 1))
    if first.year < 2005 or first + timedelta(days=count - 1) > LAST_KNOWN_DAY:
        raise ValueError(
            f"{count} days from {first} leave the years whose Chinese holidays are known (2005 to {LAST_KNOWN_DAY})"
        )
    dates = [first + timedelta(days=i) for i in range(count + MARGIN)]
    work = np.array([_works(day) for day in dates])
    return Days(first, count, work, np.flatnonzero(work).astype(np.int64))


def _works(day: date) -> bool:
    if day > LAST_KNOWN_DAY:
        return day.weekday() < 5
    return bool(chinese_calendar.is_workday(day))
