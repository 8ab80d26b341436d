"""A desk process on the built-in broker, a Redis and a warehouse of its own, as a test starts, loses and starts it again."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from confluent_kafka.admin import AdminClient

from detectors.calendar import Calendar
from sinks.desk import Desk, EmbeddedRedis
from sinks.warehouse import EmbeddedWarehouse
from streams.broker import EmbeddedBroker
from streams.connection import Kafka
from streams.reading import Reading
from streams.sender import Sender
from tests.sinks.desk.people import Hours, alert
from tidewatch.house.keeper import DeskKeeper
from tidewatch.server.desk import TABLES, DeskProcess
from tidewatch.server.lease import Lease

HOUR = 3_600_000


def wait(done: Callable[[], object], seconds: float = 60.0) -> None:
    """Until it is so; fails when it takes too long."""
    until = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < until, "it took too long"
        time.sleep(0.05)


class Place:
    """The servers, and at most one running desk process."""

    def __init__(self, folder: Path, warehouse: EmbeddedWarehouse) -> None:
        self.folder = folder
        self.broker = EmbeddedBroker()
        self.kafka = Kafka(self.broker.address)
        self.redis = EmbeddedRedis(folder / "redis")
        self.warehouse = warehouse
        self.sender = Sender(self.kafka)
        self._admin = AdminClient(self.kafka.client())
        self.desk = Desk(self.redis.client, Hours())
        self.stop = threading.Event()
        self.thread = threading.Thread()

    def start(self) -> DeskProcess:
        """A desk process in a thread."""
        self.stop = threading.Event()
        for topic in TABLES:  # topics of the built-in broker appear when they are first asked for
            self._admin.list_topics(topic, 10)
        keeper = DeskKeeper(self.desk, self.warehouse, Calendar(), demo=True)
        reading = Reading(self.kafka, "desk", list(TABLES))
        process = DeskProcess(keeper, reading, self.sender, Lease(self.redis.client, 10))
        self.thread = threading.Thread(target=process.run, args=(self.stop,), daemon=True)
        self.thread.start()
        return process

    def end(self) -> None:
        """Stop the desk process in order."""
        self.stop.set()
        if self.thread.is_alive():
            self.thread.join(20)

    def say(self, topic: str, number: int, version: int = 1, **changed: Any) -> None:
        """An alert as a worker says it."""
        row = {**alert(number, **changed), "customer_name": "西湖智造", "version": version, "last_update": HOUR}
        self.sender.send(topic, [(b"C1", json.dumps(row).encode(), {})])

    def heard(self, topic: str, field: str) -> list[str]:
        """That field of everything on a topic."""
        reading = Reading(self.kafka, "test", [topic])
        found = list(reading.take(100, 2.0))
        while more := reading.take(100, 0.5):
            found += more
        reading.close()
        return [json.loads(message.value() or b"{}")[field] for message in found]

    def row(self, number: int) -> dict[str, Any] | None:
        """An alert as the desk has it."""
        return self.desk.get(f"{number:032x}")

    def stored(self, table: str) -> int:
        """Rows in the warehouse."""
        return int(self.warehouse.query(f"SELECT count() FROM {table} FINAL").item())

    def close(self) -> None:
        """Everything down."""
        self.end()
        self.sender.close()
        self.redis.close()
        for table in ("alert", "suppression", "task_event", "audit"):
            self.warehouse.execute(f"TRUNCATE TABLE {table}")
