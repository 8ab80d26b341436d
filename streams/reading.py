"""Topics read by one process without a group's rebalances: partitions are assigned by hand, positions are kept under a group's name."""

from __future__ import annotations

import time
from collections.abc import Sequence

from confluent_kafka import OFFSET_BEGINNING, Consumer, KafkaError, KafkaException, Message, TopicPartition

from streams.connection import Kafka
from streams.sender import BrokerDown, answered

PATIENCE_SECONDS = 30.0
NOT_YET = (  # a broker that has just started does not know its groups yet
    KafkaError.NOT_COORDINATOR, KafkaError.COORDINATOR_NOT_AVAILABLE, KafkaError.COORDINATOR_LOAD_IN_PROGRESS,
)  # fmt: skip
Positions = dict[tuple[str, int], int]  # (topic, partition) → the offset to go on from


class Reading:
    """All partitions of some topics, from where `group` stands. Whoever reads must be the only one: the caller sees to that."""

    def __init__(self, kafka: Kafka, group: str, topics: Sequence[str]) -> None:
        self._brokers = kafka.brokers
        self._assigned = False  # with the first `take`: who only keeps a position fetches nothing
        self._consumer = Consumer(
            kafka.client(**{"group.id": group, "enable.auto.commit": False, "isolation.level": "read_committed"})
        )
        with answered(kafka.brokers):
            self._stood = self._places(topics)

    def _places(self, topics: Sequence[str]) -> list[TopicPartition]:
        known = self._consumer.list_topics(timeout=10).topics
        places = [TopicPartition(topic, p) for topic in topics if topic in known for p in known[topic].partitions]
        until = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                return list(self._consumer.committed(places, timeout=10))
            except KafkaException as error:
                if error.args[0].code() not in NOT_YET or time.monotonic() > until:
                    raise
                time.sleep(0.2)

    def stood(self) -> Positions:
        """Where the group stood when reading began; nothing for partitions it has never committed."""
        return {(place.topic, place.partition): place.offset for place in self._stood if place.offset >= 0}

    def take(self, limit: int, seconds: float) -> list[Message]:
        """What has come, at most `limit` messages, waiting `seconds` for the first. A broker that is away is waited for."""
        if not self._assigned:
            self._consumer.assign([_begun(place) for place in self._stood])
            self._assigned = True
        first = self._consumer.poll(seconds)  # `consume` alone would wait all the time for the last of so many
        found = [first, *self._consumer.consume(limit - 1, 0)] if first is not None and limit > 1 else [first]
        return [message for message in found if message is not None and message.error() is None]

    def commit(self, positions: Positions) -> None:
        """Everything before these offsets is done with. Raises BrokerDown; then it will be read again, which changes nothing."""
        places = [TopicPartition(topic, partition, offset) for (topic, partition), offset in positions.items()]
        try:
            if places:
                self._consumer.commit(offsets=places, asynchronous=False)
        except KafkaException as error:
            raise BrokerDown(f"Kafka at {self._brokers} did not keep the position: {error.args[0].str()}") from None

    def close(self) -> None:
        """Let go; what is not committed is read again by the next."""
        self._consumer.close()


def _begun(place: TopicPartition) -> TopicPartition:
    return TopicPartition(place.topic, place.partition, place.offset if place.offset >= 0 else OFFSET_BEGINNING)


def positions_of(messages: Sequence[Message]) -> Positions:
    """Where to go on after these messages."""
    return {(str(m.topic()), int(m.partition() or 0)): int(m.offset() or 0) + 1 for m in messages}
