"""The desk process: alerts become people's work, and everything beside the engine that exactly one process must do.

    alerts → Redis, at once       rows → the warehouse → positions committed       roster, deadlines, tags, key figures

Several may run; the one that has the lease works, the others wait. Redis away: alerts wait in Kafka. The warehouse away: people are told,
rows wait here and then in Kafka. Redis emptied: the desk is built again from the warehouse and from what waits here.
"""

from __future__ import annotations

import json
import logging
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import msgspec

from events import topics
from events.outage import Outage
from sinks.desk import DeskDown
from sinks.warehouse import WarehouseDown
from sinks.warehouse.sounds import Sounds
from streams.reading import Positions, Reading, positions_of
from streams.sender import BrokerDown, Sender
from tidewatch.house import tables
from tidewatch.house.keeper import DeskKeeper
from tidewatch.house.tagging import TagKeeper
from tidewatch.server.lease import Lease
from tidewatch.server.pulse import Pulse

log = logging.getLogger(__name__)

ALERTS = (topics.ALERTS, topics.ALERTS_AML)
TABLES = {
    topics.ALERTS: "alert", topics.ALERTS_AML: "alert", topics.SUPPRESSIONS: "suppression", topics.SUPPRESSIONS_AML: "suppression",
}  # fmt: skip
AT_ONCE = 1_000
LOOK_SECONDS = 0.05
STORE_SECONDS = 0.5
MOST_PUT_OFF = 20  # looks, a second apart, that tags and key figures wait while days close one after the other
FEEL_SECONDS = 0.2  # looks at the shards' marks; what takes longer goes beside it
HELD = 100_000  # rows that may wait for the warehouse, some 100 MB; then alerts wait in Kafka
AWAY = (DeskDown, WarehouseDown, BrokerDown)


class DeskProcess:
    """The holder's work, in three threads: alerts, stores and deadlines, tags. `run` returns when `stop` is set or the lease is lost."""

    def __init__(
        self, keeper: DeskKeeper, reading: Reading, sender: Sender, lease: Lease, alive: Path | None = None
    ) -> None:
        self.keeper, self.tags, self.sounds = keeper, TagKeeper(keeper.warehouse), Sounds(keeper.warehouse)
        self.pulse = Pulse(keeper.warehouse, self.tags.told_from)
        self._knows = False  # who works at the bank
        self._reading, self._sender, self._lease = reading, sender, lease
        self._rows: dict[str, list[tables.Row]] = defaultdict(list)
        self._positions: Positions = {}
        self._closed: date | None = None
        self._put_off = 0
        self._turn, self._storing = threading.Lock(), threading.Lock()

        self._stop, self._alive = threading.Event(), alive
        self._telling, self._steps = Outage(log, "telling people"), Outage(log, "the desk's work")

    def run(self, stop: threading.Event) -> bool:
        """Until `stop`; False when the lease was lost to another process."""
        self._stop, ended = stop, threading.Event()
        while not (self._knows or stop.is_set()):
            _patient(self._look, stop, self._steps)
        jobs = [
            (self._stores, STORE_SECONDS, Outage(log, "storing")),
            (self._figures, FEEL_SECONDS, Outage(log, "counting")),
        ]
        threads = [
            threading.Thread(target=_repeat, args=(job, wait, ended, outage), daemon=True) for job, wait, outage in jobs
        ]
        for thread in threads:
            thread.start()
        held = True
        while held and not stop.is_set():
            held = _patient(self._step, stop, self._steps)
        ended.set()
        for thread in threads:
            thread.join(timeout=1.5)  # a count that is under way is made again by the next
        self.tags.close()
        if held:
            _patient(self.store, stop, self._steps)
            _patient(self._lease.release, stop, self._steps)
        return held

    def _look(self) -> None:
        """Who works where, before the first alert: one that came to a bank without people would be told to nobody."""
        touch(self._alive)
        self.pulse.look()
        self.keeper.look(self.pulse.clock)
        self._knows = True

    # ---- alerts

    def _step(self) -> bool:
        if not self._lease.hold():
            return False
        self._restore()
        if self._waiting() < HELD:
            self.take()
        else:
            time.sleep(LOOK_SECONDS)
        return True

    def take(self) -> int:
        """What has come: alerts to people, rows and positions put by for the warehouse. Returns how many messages."""
        messages = self._reading.take(AT_ONCE, LOOK_SECONDS)
        for message in messages:
            topic, row = str(message.topic()), msgspec.json.decode(message.value() or b"{}")
            if topic in ALERTS:
                self._tell(row)
            with self._turn:
                self._rows[TABLES[topic]].append(row)
                self._positions |= positions_of([message])
        return len(messages)

    def _tell(self, row: tables.Row) -> None:
        """Redis away: this waits, and with it everything behind it in Kafka."""
        while True:
            try:
                self.keeper.take(row)
                return self._telling.over()
            except DeskDown as error:
                self._telling.met(error)
                if self._stop.wait(1.0):
                    raise

    def _waiting(self) -> int:
        with self._turn:
            return sum(map(len, self._rows.values()))

    def _restore(self) -> None:
        """Redis emptied: what waits here is known to nobody else. Where it has not been, alerts do not wait for the warehouse."""
        if self.keeper.desk.built():
            return
        with self._storing:
            self.keeper.rebuild(self._rows.get("alert", ()), self._publish, self._still)

    def _still(self) -> None:
        """In the midst of what may take minutes: another desk must not begin the same, nor anybody take us for dead. Raises DeskDown."""
        touch(self._alive)
        if not self._lease.hold():
            raise DeskDown("another process has become the desk")

    # ---- stores, deadlines

    def _stores(self) -> None:
        touch(self._alive)
        self.store()
        self.keeper.look(self.pulse.clock)
        with (
            self._storing
        ):  # an alert that is taken again is open, and overdue, until what was done with it is done again
            self.keeper.tick(self.pulse.clock)
        self.sounds.learn()

    def store(self) -> bool:
        """What has been put by into the warehouse, then the positions; steps onto their topics. The steps first: an alert that is stored has been told, and
        what was to be told of it is stored, whatever becomes of Redis."""
        with self._storing:
            with self._turn:
                rows, self._rows = self._rows, defaultdict(list)
                positions, self._positions = self._positions, {}
            try:
                self.keeper.store(self._publish)
                if not self.keeper.desk.built():
                    raise DeskDown("Redis has been emptied")
                for table, found in rows.items():
                    self.keeper.warehouse.insert(table, tables.frame(table, found))
                self._reading.commit(positions)
            except BaseException:
                self._put_back(rows, positions)
                raise
        return True

    def _put_back(self, rows: dict[str, list[tables.Row]], positions: Positions) -> None:
        with self._turn:
            for table, found in rows.items():
                self._rows[table] = [*found, *self._rows[table]]
            self._positions = {**positions, **self._positions}

    def _publish(self, steps: list[tables.Row]) -> None:
        by_topic: dict[str, list[tuple[bytes, bytes, dict[str, str]]]] = defaultdict(list)
        for step in steps:
            topic = topics.TASKS_AML if step["audience"] == "aml" else topics.TASKS
            shown = {name: value for name, value in step.items() if name != "saved"}
            by_topic[topic].append(
                (step["customer_id"].encode(), json.dumps(shown, ensure_ascii=False, default=str).encode(), {})
            )
        for topic, records in by_topic.items():
            self._sender.send(topic, records)

    # ---- tags and key figures

    def _figures(self) -> None:
        self.tags.see(self.pulse.feel())
        if not self._closing() and self.pulse.day is not None:
            self.tags.refresh(self.pulse.day, self.pulse.closed)

    def _closing(self) -> bool:
        """One day closes after the other: a past is being read, and counting each of its days would hold up the next."""
        moved, self._closed = self.pulse.closed != self._closed, self.pulse.closed
        self._put_off = self._put_off + 1 if moved and self._put_off < MOST_PUT_OFF else 0
        return self._put_off > 0


def touch(alive: Path | None) -> None:
    """Say that we live, where somebody wants to know."""
    if alive is not None:
        alive.touch()


def _repeat(job: Callable[[], Any], wait: float, ended: threading.Event, outage: Outage) -> None:
    while not ended.wait(wait):
        _patient(job, ended, outage)


def _patient(job: Callable[[], Any], ended: threading.Event, outage: Outage) -> bool:
    """Do it; when a server is away say so, wait, and count it as done: it comes again. Returns what the job says, True for nothing."""
    try:
        done = job() is not False
        outage.over()
        return done
    except AWAY as error:
        outage.met(error)
        ended.wait(1.0)
        return True
