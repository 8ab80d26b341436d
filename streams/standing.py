"""What is kept up to date beside the alerts: tags and key figures, refreshed from the stored facts and stored again.

Called after facts have been stored, in a thread: each method blocks until the warehouse has answered. Doing any of it twice changes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from detectors.tags import Tags
from sinks.warehouse import Warehouse
from sinks.warehouse.kpi import Kpis

LATE_DAYS = 3  # transactions may come so late (DOMAIN §1): counters of these days are counted again


class Standing:
    """Tags and key figures of one warehouse."""

    def __init__(self, warehouse: Warehouse) -> None:
        self._warehouse = warehouse
        self.kpis = Kpis(warehouse)
        self.tags = Tags(warehouse.query)

    def moved(self, day: date, customers: Sequence[str], run: int = 0) -> None:
        """Customers that have moved on the open day: their tags that move within a day. Some tens of ms for a hundred customers."""
        self._store_tags(day, customers, run, "stream")

    def closed(self, day: date, run: int = 0) -> None:
        """A day is over: every customer's tags, and the counters of the day and of those that late entries may have moved."""
        self._store_tags(day, None, run, None)
        for back in range(LATE_DAYS, -1, -1):
            self.kpis.refresh(day - timedelta(back), run)

    def _store_tags(self, day: date, customers: Sequence[str] | None, run: int, refresh: str | None) -> None:
        rows = self.tags.refresh(day, customers, run, refresh)
        self._warehouse.insert("tag_history", rows.tag_history)
        self._warehouse.insert("tag", rows.tag)
