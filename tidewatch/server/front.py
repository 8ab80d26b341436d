"""The API process: the API's parts over Kafka, Redis and a warehouse somewhere. Any number may run."""

from __future__ import annotations

import logging
import threading

from api.services import Services
from events.outage import Outage
from sinks.desk import Desk, DeskDown
from sinks.warehouse import WarehouseDown
from sinks.warehouse.questions import Questions
from tidewatch.config import Settings
from tidewatch.house.keeper import DeskKeeper
from tidewatch.house.tagging import TagKeeper
from tidewatch.house.working import BankHours
from tidewatch.reaching import browsers_of, redis_of
from tidewatch.server.door import KafkaDoor
from tidewatch.wiring import kafka_of, rules_of, warehouse_of

log = logging.getLogger(__name__)


class Front:
    """One API process's parts. `start` begins to follow the roster and the engine; nothing here must be done by one process alone."""

    def __init__(self, settings: Settings) -> None:
        calendar, self._rules = rules_of(settings)
        self._warehouse = warehouse_of(settings)
        self._desk = Desk(redis_of(settings), BankHours(calendar))
        self._given, self._browsers = settings.api, browsers_of(settings)
        self._keeper = DeskKeeper(
            self._desk, self._warehouse, calendar, settings.api.demo, settings.desk.roster_seconds
        )
        self._tags = TagKeeper(self._warehouse)
        self._door = KafkaDoor(kafka_of(settings), settings.kafka.group, self._warehouse)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._follow, name="roster", daemon=True)

    def start(self) -> None:
        """Open."""
        self._door.start()
        self._thread.start()

    def _follow(self) -> None:
        outage = Outage(log, "looking at who works where")
        while not self._stop.is_set():
            try:
                self._keeper.look(self._door.clock)
                outage.over()
            except (DeskDown, WarehouseDown) as error:
                outage.met(error)
            self._stop.wait(1.0)

    def services(self) -> Services:
        """The parts as the API takes them."""
        return Services(
            engine=self._door, desk=self._desk, warehouse=self._warehouse, rules=self._rules, questions=Questions(self._warehouse),
            roster=lambda: self._desk.roster, identities=lambda: self._keeper.identities, tags_of=self._tags.of, lists=self._tags.lists,
            demo=self._given.demo, mappings=self._given.mappings, proofs=self._given.proofs, browsers=self._browsers,
        )  # fmt: skip

    def close(self) -> None:
        """Let go of everything."""
        self._stop.set()
        self._thread.join(timeout=5)
        self._door.close()
        self._warehouse.close()
