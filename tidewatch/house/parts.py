"""The parts of a house: embedded ones, or servers in their place (`tidewatch up --clickhouse … --redis …`), and what must hold of those before
anything is written."""

from __future__ import annotations

import logging
import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import redis

from sinks.desk import DeskDown, EmbeddedRedis
from sinks.warehouse import EmbeddedWarehouse, StateStore, Warehouse
from sinks.warehouse.embedded import locked
from streams.embedded import LOG_TOPIC
from streams.journal import Journal
from tidewatch.server.deaths import TOO_OFTEN, WITHIN_SECONDS, Deaths
from tidewatch.server.lease import Lease

log = logging.getLogger(__name__)

LEASE_SECONDS = 10


@dataclass(frozen=True)
class Given:
    """What there is already; what is None is embedded."""

    warehouse: Warehouse | None = None
    redis: redis.Redis | None = None


class GivenRedis:
    """A Redis server that is not ours. While we are its desk nobody else is. Raises RuntimeError when somebody else is already."""

    def __init__(self, client: redis.Redis) -> None:
        self.client = client
        self._lease = Lease(client, LEASE_SECONDS)
        if not self._lease.hold():
            raise RuntimeError(
                "another desk is at work in this Redis: end it, or give this one another database (redis://host:port/1)"
            )

    def hold(self) -> bool:
        """Stay the desk; False when another has become it."""
        return self._lease.hold()

    def close(self) -> None:
        """Let another one be it."""
        self._lease.release()


class OwnRedis(EmbeddedRedis):
    """The embedded one; when it ends by itself it is started again after a pause."""

    def __init__(self, data: Path) -> None:
        super().__init__(data)
        self._deaths, self._again_at = Deaths(), 0.0

    def hold(self) -> bool:
        """Always ours. Raises DeskDown while it is away, RuntimeError when it has ended too often."""
        code = self.ended()
        if code is None:
            return True
        now = time.monotonic()
        if not self._again_at:
            self._again_at = now + self._pause(now, code)
        if now < self._again_at:
            raise DeskDown(f"Redis is away for {self._again_at - now:.1f} s more")
        self._again_at = 0.0
        self.again()
        return True

    def _pause(self, now: float, code: int) -> float:
        pause, said = (
            self._deaths.another(now),
            f"the embedded Redis has ended with {code}, its words are in {self.socket.parent}/redis.log",
        )
        if pause is None:
            raise RuntimeError(f"{said}: {TOO_OFTEN} times within {WITHIN_SECONDS:.0f} s, it is not started again")
        log.warning("%s; it is started again in %.1f s", said, pause)
        return pause


NOTHING = Given()


class Parts:
    """All of one folder, opened; what cannot be opened closes the others. Raises DirectoryInUse, WarehouseDown, DeskDown, RuntimeError."""

    def __init__(self, data: Path, given: Given = NOTHING) -> None:
        data.mkdir(parents=True, exist_ok=True)
        with ExitStack() as opened:
            if given.redis is not None:
                opened.callback(given.redis.close)
            self.warehouse = given.warehouse or EmbeddedWarehouse(data)
            opened.callback(self.warehouse.close)
            if given.warehouse is not None:
                opened.enter_context(locked(data))  # an embedded one has locked it itself
            self.journal = Journal(data / "journal.sqlite")
            opened.callback(self.journal.close)
            check_belongs(self.warehouse, self.journal, data)
            self.redis = OwnRedis(data / "redis") if given.redis is None else GivenRedis(given.redis)
            opened.callback(self.redis.close)
            self._opened = opened.pop_all()

    def hold(self) -> bool:
        """Whether the desk is still ours; somebody else may have become that of a Redis that is not ours alone. Raises DeskDown, RuntimeError."""
        return self.redis.hold()

    def close(self) -> None:
        """Let go of them all, the last first."""
        self._opened.close()


def check_belongs(warehouse: Warehouse, journal: Journal, data: Path) -> None:
    """The warehouse must be the one that this folder's journal has been read into. Raises RuntimeError."""
    marks = StateStore(warehouse).marks()
    if set(marks) - {0} or any("partitions" in mark.payload for mark in marks.values()):
        raise RuntimeError("this warehouse is kept by workers on Kafka: give --kafka too, or an empty database")
    read = marks[0].payload["position"] + 1 if marks else 0
    if read > journal.end(LOG_TOPIC):
        raise RuntimeError(
            f"this warehouse has read a journal to {read}, the one in {data} ends at {journal.end(LOG_TOPIC)}: name the --data folder "
            "that belongs to it, or an empty database"
        )
    begins = next((first for first, _ in journal.read(LOG_TOPIC, 0)), journal.end(LOG_TOPIC))
    if not marks and begins > 0:
        raise RuntimeError(
            f"the journal in {data} has been read to {begins} by another warehouse: name that one, or an empty --data folder"
        )
