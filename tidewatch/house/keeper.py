"""What one process, and only one, does for the desk: who works where, what falls due, what people did stored, a lost Redis rebuilt."""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping

from api.identity import Identity
from detectors.calendar import Calendar
from sinks.desk import Desk
from sinks.warehouse import Warehouse
from tidewatch.house import tables
from tidewatch.house.people import COLUMNS, identities_of, read_roster

log = logging.getLogger(__name__)

BUILT = "tidewatch:built"
ALERTS = "SELECT * FROM alert FINAL ORDER BY version"
STEPS = "SELECT * FROM task_event FINAL ORDER BY version"


class DeskKeeper:
    """One desk and the warehouse behind it. Called by one thread, `transition` by any. Raises DeskDown, WarehouseDown: call again."""

    def __init__(
        self, desk: Desk, warehouse: Warehouse, calendar: Calendar, demo: bool, roster_seconds: float = 5.0
    ) -> None:
        warehouse.prepare("organisation", COLUMNS)
        tables.prepare(warehouse)
        self.desk, self.warehouse, self.calendar = desk, warehouse, calendar
        self.identities: Mapping[str, Identity] = {}
        self._demo = demo
        self._roster_seconds = roster_seconds
        self._roster_at = float("-inf")
        self._steps: list[tables.Row] = []
        self._version = time.time_ns()

    def take(self, row: tables.Row) -> None:
        """An alert as a shard has said it, for people; saying it again changes nothing."""
        self.desk.take(row, row["customer_name"], row["version"], row["last_update"])

    def transition(self, row: tables.Row) -> None:
        """A step somebody took at the desk; stored with the next `store`."""
        self._version += 1
        self._steps.append({**tables.transition(row, self._version), "day": self.calendar.local_date(row["at"])})

    def store(self) -> list[tables.Row]:
        """Steps into the warehouse; returns those stored."""
        rows, self._steps = self._steps, []
        if rows:
            try:
                self.warehouse.insert("task_event", tables.frame("task_event", rows))
            except BaseException:
                self._steps = [*rows, *self._steps]
                raise
        return rows

    def look(self, now: int) -> None:
        """Who works where, at the bank's moment `now` (epoch ms), when it is time to look again."""
        if time.monotonic() - self._roster_at < self._roster_seconds:
            return
        roster = read_roster(self.warehouse, self.calendar.local_date(now), self._demo)
        self._roster_at = time.monotonic()
        if roster != self.desk.roster:
            self.desk.put_roster(roster, now)
            self.identities = identities_of(roster)

    def tick(self, now: int) -> None:
        """What falls due at the bank's moment `now`; nothing before the bank's first record."""
        if now > 0:
            self.desk.tick(now)

    def rebuild(self) -> bool:
        """When Redis has lost its data: the alerts from the warehouse, then what people did with them, in order. False: it had not."""
        if self.desk.redis.exists(BUILT):
            return False
        for row in self.warehouse.query(ALERTS).iter_rows(named=True):
            self.take({**row, "customer_name": row["customer_name"] or row["customer_id"]})
        for step in self.warehouse.query(STEPS).iter_rows(named=True):
            self.desk.restore({**step, "at": int(step["at"].timestamp() * 1000)})
        self.desk.redis.set(BUILT, "1")
        log.warning("the desk has been built from the warehouse")
        return True
