"""What one process, and only one, does for the desk: who works where, what falls due, what people did stored, a lost Redis rebuilt."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext

from api.identity import Identity
from detectors.calendar import Calendar
from sinks.desk import Desk
from sinks.desk.ruin import Ruin
from sinks.warehouse import Warehouse
from tidewatch.house import tables
from tidewatch.house.garbage import settle
from tidewatch.house.people import COLUMNS, Rosters, identities_of
from tidewatch.house.rest import Rest

log = logging.getLogger(__name__)
# times as long as a look took none is taken: while a bank of a million says whose each is, an eighth of a core
REST = 8
Heard = Callable[[list[tables.Row]], None]


def unheard(steps: list[tables.Row]) -> None:
    """Nobody waits for the steps."""


class DeskKeeper:
    """One desk and the warehouse behind it. Called by one thread. Raises DeskDown, WarehouseDown: call again."""

    def __init__(
        self, desk: Desk, warehouse: Warehouse, calendar: Calendar, demo: bool, roster_seconds: float = 5.0
    ) -> None:
        warehouse.prepare("organisation", COLUMNS)
        tables.prepare(warehouse)
        self.desk, self.warehouse, self.calendar = desk, warehouse, calendar
        self.identities: Mapping[str, Identity] = {}
        self._rosters = Rosters(warehouse, demo)
        self._rest = Rest(REST, roster_seconds)

    def take(self, row: tables.Row) -> None:
        """An alert as a shard has said it, for people; saying it again changes nothing."""
        self.desk.take(row, row["customer_name"], row["version"], row["last_update"])

    def store(self, heard: Heard = unheard) -> None:
        """The desk's outbox into the warehouse: steps, lines of the audit log, the ledger. `heard` gets the steps, perhaps twice, never not at all:
        what is not stored and heard stays in the outbox."""
        while self.desk.drain(lambda rows: heard(tables.store(self.warehouse, self.calendar, rows))):
            pass

    def look(self, now: int) -> None:
        """Who works where, at the bank's moment `now` (epoch ms), when it is time to look again."""
        if self._rest.due:
            # before the bank has said who works where, it is asked again at once
            with self._rest.after() if self.desk.roster.owners else nullcontext():
                self._look(now)

    def _look(self, now: int) -> None:
        roster, before = self._rosters.of(self.calendar.local_date(now)), self.desk.roster
        self.desk.put_roster(roster, now)
        if self.desk.roster is not before:
            settle()
        self.identities = identities_of(roster)

    def tick(self, now: int) -> None:
        """What falls due at the bank's moment `now`; nothing before the bank's first record."""
        if now > 0:
            self.desk.tick(now)

    def rebuild(
        self, waiting: Sequence[tables.Row] = (), heard: Heard = unheard, beat: Callable[[], object] = lambda: None
    ) -> bool:
        """When Redis has lost its data: the alerts from the warehouse, then what was done with them, in order. False: it had not. `waiting`: alerts that
        were taken and are not stored yet; `heard`: as `store` has it; `beat` is called several times a second, what it raises ends this. Cut off
        anywhere, the next call begins from nothing."""
        if self.desk.built():
            return False
        ruin = Ruin(self.desk.redis)
        self._take_down(ruin, heard)
        steps = tables.rebuild(self.desk, self.warehouse, waiting, beat)
        ruin.complete()
        if steps:  # not at the first start of all
            log.warning("Redis had lost its data: the desk has been built from the warehouse, %s steps", f"{steps:,}")
        return True

    def _take_down(self, ruin: Ruin, heard: Heard) -> None:
        """What Redis alone knows of alerts is stored before it goes: the steps first, as `tables.keep` asks."""
        self.store(heard)
        tables.keep(self.warehouse, ruin.alerts())
        while not ruin.clear():
            self.store(heard)
