"""What is kept up to date beside the alerts: tags and key figures, refreshed from the stored facts and stored again.

Called after facts have been stored, in a thread each: every method blocks until the warehouse has answered. Doing any of it twice changes
nothing.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from datetime import date, timedelta

from detectors.tags import Tags
from sinks.warehouse import Warehouse
from sinks.warehouse.kpi import Kpis


class Standing:
    """The tags of one warehouse."""

    def __init__(self, warehouse: Warehouse) -> None:
        self._warehouse = warehouse
        self.tags = Tags(warehouse.query)

    def moved(self, day: date, customers: Sequence[str], run: int = 0) -> None:
        """Customers that have moved on the open day: their tags that move within a day. Some tens of ms for a hundred customers."""
        self._store(day, customers, run, "stream")

    def closed(self, day: date, run: int = 0) -> None:
        """A day is over: every customer's tags."""
        self._store(day, None, run, None)

    def _store(self, day: date, customers: Sequence[str] | None, run: int, refresh: str | None) -> None:
        rows = self.tags.refresh(day, customers, run, refresh)
        self._warehouse.insert("tag_history", rows.tag_history)
        self._warehouse.insert("tag", rows.tag)


class Figures:
    """The key figures of one warehouse."""

    def __init__(self, warehouse: Warehouse) -> None:
        self.kpis = Kpis(warehouse)
        self._walled = 0  # the store's clock up to which the wall has been counted
        self._late: deque[date] = (
            deque()
        )  # earlier days whose facts have changed since they were counted, the latest first
        self._closed = (date.min, 0)

    def counted(self, day: date, run: int = 0) -> None:
        """The open day's counters and the wall's minutes, as far as facts have been stored."""
        since, self._walled = self._walled, self.kpis.clock()
        self.kpis.refresh_wall(day, run, since)
        self.kpis.refresh(day, run)

    def closed(self, day: date, run: int = 0) -> None:
        """A day is over: its counters. Earlier days whose facts have changed since they were counted are left to `late`."""
        self._closed = (day, self.kpis.clock())
        stale = self.kpis.stale_since(day)
        self._late = deque(day - timedelta(back) for back in range(1, (day - stale).days + 1))
        self.kpis.refresh(day, run)
        self.kpis.refresh_wall(day, run)
        self.late(run, days=0)

    def late(self, run: int = 0, days: int = 1) -> bool:
        """Count some of the days again that late or corrected records have changed; True while there are more."""
        for _ in range(min(days, len(self._late))):
            self.kpis.refresh(self._late[0], run)
            self._late.popleft()
        if not self._late and self._closed[1]:
            self.kpis.close(*self._closed)
            self._closed = (self._closed[0], 0)
        return bool(self._late)
