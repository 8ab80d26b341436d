"""Key figures kept live, counted in a thread of their own: tags do not wait for them."""

from __future__ import annotations

import logging
import time
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import date
from typing import Any

from events.outage import Outage
from sinks.warehouse import Warehouse, WarehouseDown
from streams.standing import Figures
from tidewatch.commands.reconcile import reconciled
from tidewatch.house.rest import Rest

log = logging.getLogger(__name__)

COUNT_SECONDS = 1.0
REST = 8  # times as long as the last count took nothing is counted: an eighth of a core, however large the bank
REST_LATE = 3  # the same for earlier days that have changed: a quarter, for it has an end
RECONCILED = (
    1_000_000  # account entries up to which every close is counted a second way, in memory: some seconds and 200 MB
)
RUN_SHIFT = 29  # half seconds since 1970 fit the 32 bits that a refresh has within its day, until 2038


STORED = "SELECT coalesce(sum(rows), 0) AS n FROM system.parts WHERE active AND database = currentDatabase() AND table = 'txn'"


def run() -> int:
    """Which refresh this is: the later one holds."""
    return time.time_ns() >> RUN_SHIFT


class FigureKeeper:
    """One warehouse's key figures. `refresh` returns at once and is called by one thread."""

    def __init__(self, warehouse: Warehouse) -> None:
        self._warehouse = warehouse
        self._figures = Figures(warehouse)
        self.reconciliation: dict[str, Any] | None = None  # of the last day closed, in a bank that is small enough
        self._work = ThreadPoolExecutor(1, "figures")
        self._running: Future[bool] | None = None
        self._moved = False  # since the last count
        self._more = False  # days that are to be counted again
        self._closed: date | None = None  # the day whose close has been worked up
        self._outage = Outage(log, "counting")
        self._open_rest, self._late_rest = Rest(REST, COUNT_SECONDS), Rest(REST_LATE)

    def refresh(self, today: date, closed: date | None, moved: bool) -> None:
        """A day's counters after its close, and those of earlier days that have changed; the open day's every second or more rarely."""
        self._moved |= moved
        if self._running is not None and not self._running.done():
            return
        if self._running is not None:
            self._more = self._running.result()  # a mistake of ours ends the caller
            self._running = None
        due = self._moved and self._open_rest.due
        if closed != self._closed or due or (self._more and self._late_rest.due):
            self._moved &= not due
            self._running = self._work.submit(self._count, today, closed, due)

    def _count(self, today: date, closed: date | None, due: bool) -> bool:
        more = self._more
        with self._late_rest.after():
            try:
                if closed is not None and closed != self._closed:
                    self._close(closed)
                self._closed = closed
                if due:
                    with self._open_rest.after():
                        self._figures.counted(today, run())
                more = self._figures.late(run())
                self._outage.over()
            except WarehouseDown as error:
                self._moved |= due
                self._outage.met(error)
        return more

    def _close(self, closed: date) -> None:
        self._figures.closed(closed, run())
        if self._warehouse.query(STORED).item() <= RECONCILED:
            self.reconciliation = reconciled(self._warehouse, closed)

    def close(self) -> None:
        """End with the count that is under way."""
        self._work.shutdown(cancel_futures=True)
