"""Everything a worker writes to Kafka, through one idempotent producer."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from typing import Any

from confluent_kafka import KafkaError, Message, Producer

from streams.worker.settings import Settings

log = logging.getLogger(__name__)


FOR_EVER = {"message.timeout.ms": 0}  # a message waits for its broker as long as it takes: given up, it would be lost


class NotSent(RuntimeError):
    """The broker has refused a message for good: the worker ends, and begins again from its last checkpoint."""


class Sender:
    """`send` never blocks; `room` waits where the broker does not keep up; `flush` returns when all is written with acks=all."""

    def __init__(self, settings: Settings) -> None:
        self._producer = Producer(settings.kafka.producer(error_cb=_say, **FOR_EVER))
        self._bound = settings.unsent_messages
        self._refused: KafkaError | None = None

    def send(
        self, topic: str, value: bytes, key: bytes | None = None, partition: int | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:  # fmt: skip
        """Hand over one message. Raises BufferError when librdkafka's own bound, far above ours, is reached."""
        where: dict[str, Any] = {} if partition is None else {"partition": partition}
        self._producer.produce(
            topic, value, key, headers=dict(headers) if headers else None, on_delivery=self._delivered, **where
        )

    def _delivered(self, error: KafkaError | None, message: Message) -> None:
        if error is not None:
            self._refused = error

    @property
    def waiting(self) -> int:
        """Messages that the broker has not confirmed."""
        return len(self._producer)

    @property
    def full(self) -> bool:
        """Whether so many wait that reading has to pause."""
        return self.waiting > self._bound

    async def room(self) -> None:
        """Wait until there is room for what the next fetch leads to."""
        self.poll()
        while self.full:
            await asyncio.sleep(0.02)
            self.poll()

    def poll(self) -> None:
        """Hear of deliveries; raises NotSent."""
        self._producer.poll(0)
        if self._refused is not None:
            raise NotSent(f"the broker has refused a message: {self._refused.str()}")

    def flush(self) -> None:
        """Blocks until everything is written, however long the broker is away; raises NotSent."""
        while self._producer.flush(1.0):
            self.poll()
        self.poll()


def _say(error: KafkaError) -> None:
    log.warning("Kafka: %s", error.str())
