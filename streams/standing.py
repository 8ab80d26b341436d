"""What is kept up to date beside the alerts: tags and key figures, refreshed from the stored facts and stored again.

Called after facts have been stored, in a thread each: every method blocks until the warehouse has answered. Doing any of it twice changes
nothing.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Collection, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import date, timedelta
from itertools import islice

import polars as pl

from detectors.tags import Customers, Span, Tag, Tags
from sinks.warehouse import Warehouse
from sinks.warehouse.kpi import Kpis

SLICE = 500  # customers whose entries are read at once: what is told meanwhile waits for it, some 0.1 s
SPAN = 4_000  # customers closed at once, a second or two; fewer cost as much, for some sources of tags are read whole

News = Mapping[str, AbstractSet[str]]  # customers of whom rows have been stored, by table


class Standing:
    """The tags of one warehouse, and whose are still to be looked at: who waits, waits until the answer has been stored."""

    def __init__(self, warehouse: Warehouse) -> None:
        self._warehouse = warehouse
        self.tags = Tags(warehouse.query)
        self._day: date | None = None
        self._over = date.min  # the day whose close is under way, and whose tags are not worked out for it yet
        self._unclosed: deque[Span] = deque()
        self._unstored: dict[str, list[pl.DataFrame]] = defaultdict(list)  # rows by table
        self._told: dict[str, set[str]] = defaultdict(set)  # customers by table
        self._entered: dict[str, None] = {}  # customers, who has waited longest first

    def moved(self, news: News) -> None:
        """Something has been stored: tags that move within a day are looked at again by `told` and `entered`."""
        for table, customers in news.items():
            if self.tags.told((table,)):
                self._told[table] |= customers
            if self.tags.entered((table,)):
                self._entered |= dict.fromkeys(sorted(customers))

    def ahead(self, rows: Mapping[str, Sequence[pl.DataFrame]]) -> None:
        """Rows by table that are to be stored with the next checkpoint: `told` stores them first, for tags do not wait for it."""
        for table, frames in rows.items():
            self._unstored[table] += frames

    def told(self, day: date, run: int = 0) -> None:
        """The tags of what is told rarely, such as a court's notice, of everybody of whom there is such news; of everybody on a day that has
        just begun, as what holds for some days may have ended. Some tens of ms for a hundred customers."""
        self._store_ahead()
        if day != self._day:
            self._tell(day, None, run, self.tags.told())
        elif self._told:
            self._tell(day, sorted(set().union(*self._told.values())), run, self.tags.told(self._told))
        self._day, self._told = day, defaultdict(set)

    def _tell(self, day: date, customers: Customers, run: int, asked: Collection[Tag]) -> None:
        """They need not be closed yet: what held when the last day was over goes first, so that each value is said of its own day."""
        if self.closing and self._over < day:
            self._store(self._over, customers, run, asked)
        self._store(day, customers, run, asked)

    def _store_ahead(self) -> None:
        for table in list(self._unstored):
            rows = pl.concat(self._unstored[table], how="diagonal_relaxed")
            self._warehouse.insert(table, rows)
            self.moved({table: set(rows["customer_id"].drop_nulls())})
            del self._unstored[table]

    def entered(self, day: date, run: int = 0, most: int = SLICE) -> None:
        """The tags that are worked out from account entries, of the customers that have waited longest for it."""
        customers = list(islice(self._entered, most))
        self._store(day, customers, run, self.tags.entered())
        for customer in customers:
            del self._entered[customer]

    def close(self, day: date) -> None:
        """A day is over: every customer's tags are to be worked out for it, by `closed`."""
        self._over, self._unclosed = day, deque(self.tags.spans(SPAN))

    @property
    def closing(self) -> bool:
        """Whether there are customers whose tags are still to be worked out for the day that is over."""
        return bool(self._unclosed)

    def closed(self, run: int = 0) -> None:
        """Of the day that is over, the next customers' tags. What is told meanwhile waits no longer than for these."""
        self._store(self._over, self._unclosed[0], run, None)
        self._unclosed.popleft()

    def _store(self, day: date, customers: Customers, run: int, asked: Collection[Tag] | None) -> None:
        rows = self.tags.refresh(day, customers, run, asked)
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
