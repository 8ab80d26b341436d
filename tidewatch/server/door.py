"""`api.engine.Engine` over Kafka: records go to their topics, the engine's state is read from its marks and its group's lags."""

from __future__ import annotations

import logging
import threading
from collections.abc import Sequence
from typing import Any

from api.engine import EngineDown
from events import topics
from events.outage import Outage
from sinks.warehouse import Warehouse, WarehouseDown
from sinks.warehouse.told import told
from streams.connection import Kafka
from streams.lags import Lag, Lags
from streams.sender import BrokerDown, Record, Sender
from tidewatch.server.letters import Letters
from tidewatch.server.pulse import Pulse, Standing

log = logging.getLogger(__name__)

LOOK_SECONDS = 1.0
COUNTS = "SELECT log_partition, uniq(customer_id) AS customers FROM shard_state GROUP BY log_partition"


class KafkaDoor:
    """One API process's. `start` begins to look at the engine once a second; the last look is what callers get."""

    def __init__(self, kafka: Kafka, group: str, warehouse: Warehouse) -> None:
        self._sender, self._lags = Sender(kafka), Lags(kafka, group)
        self._letters = Letters(warehouse, self._sender)
        self._pulse, self._warehouse = Pulse(warehouse), warehouse
        self._seen: list[Lag] = []
        self._failure: str | None = None
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._look, name="pulse", daemon=True)

    def start(self) -> None:
        """Begin to look."""
        self._thread.start()

    def _look(self) -> None:
        outage = Outage(log, "looking at the engine")
        while not self._stop.is_set():
            try:
                self._pulse.look()
                self._seen = self._lags.read()
                self._failure = None
                outage.over()
            except (BrokerDown, WarehouseDown) as error:
                self._failure = str(error)
                outage.met(error)
            self._stop.wait(LOOK_SECONDS)

    @property
    def clock(self) -> int:
        """The bank's present moment, as the shards last stored it."""
        return self._pulse.clock

    def accept(self, stream: str, records: Sequence[Record]) -> int:
        """In all replicas of Kafka when it returns. Raises EngineDown."""
        try:
            return self._sender.send(topics.SOURCES[stream], records)
        except BrokerDown as error:
            raise EngineDown(str(error)) from None

    def requeue(self, number: int, record: bytes | None = None) -> bool:
        """Send a dead letter again. Raises EngineDown."""
        try:
            return self._letters.requeue(number, record)
        except BrokerDown as error:
            raise EngineDown(str(error)) from None

    def reasons(self) -> dict[str, int]:
        """Dead letters by reason."""
        return self._letters.reasons()

    def dead_letters(self, reason: str | None, after: int, limit: int) -> list[dict[str, Any]]:
        """Dead letters, the newest first."""
        return self._letters.page(reason, after, limit)

    def operations(self) -> dict[str, Any]:
        """Sources, shards and rates."""
        customers = {row["log_partition"]: row["customers"] for row in self._warehouse.query(COUNTS).to_dicts()}
        found = told(self._warehouse)
        waiting = sum(lag.waiting for lag in self._seen)
        per_second = self._lags.per_second()
        return {
            "sources": [self._source(lag) for lag in self._seen if lag.records],
            "shards": [_shard(one, customers.get(one.partition, 0)) for one in self._pulse.shards.values()],
            "rates": {"records_per_second": round(per_second, 1), **found},
            "lag_seconds": round(waiting / max(per_second, 1.0), 1) if waiting else 0.0,
            "failure": self._failure,
            "reconciliation": None,
        }  # fmt: skip

    def _source(self, lag: Lag) -> dict[str, Any]:
        marks = [
            said[0]
            for one in self._pulse.shards.values()
            for name, said in one.mark.payload["sources"].items()
            if name.rpartition("/")[0] == lag.topic and said[0] > 0
        ]
        watermark = max(marks, default=None)
        behind = max(0.0, (self.clock - watermark) / 1000) if watermark is not None and lag.waiting else 0.0
        return {
            "source": lag.topic, "records": lag.records, "rate": round(self._lags.per_second(lag.topic), 1), "watermark": watermark,
            "lag_seconds": behind, "waiting": lag.waiting,
        }  # fmt: skip

    def close(self) -> None:
        """Stop looking; what is on its way to Kafka arrives first."""
        self._stop.set()
        self._thread.join(timeout=5)
        self._sender.close()
        self._lags.close()


def _shard(one: Standing, customers: int) -> dict[str, Any]:
    return {
        "partition": one.partition, "position": one.mark.payload["position"], "customers": customers, "day": one.mark.payload["day"] or "",
        "last_checkpoint": int(one.seen * 1000),
    }  # fmt: skip
