"""The built-in broker: real Kafka protocol on loopback, kept in memory, from librdkafka's mock cluster. Nothing to install."""

from __future__ import annotations

from types import TracebackType

from confluent_kafka import Producer


class EmbeddedBroker:
    """One broker in this process; it ends with it. Topics appear on first use, with `partitions` partitions (about 5 MB each)."""

    def __init__(self, partitions: int = 2) -> None:
        self._handle = Producer({"test.mock.num.brokers": 1})
        self.partitions = partitions
        metadata = self._handle.list_topics(timeout=10)
        broker = next(iter(metadata.brokers.values()))
        self.address = f"{broker.host}:{broker.port}"

    def __enter__(self) -> EmbeddedBroker:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        del self._handle
