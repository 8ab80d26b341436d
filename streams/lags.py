"""How far the workers are behind: the ends of the source topics against what their group has committed."""

from __future__ import annotations

import time
from collections import deque
from dataclasses import dataclass

from confluent_kafka import Consumer, IsolationLevel, TopicPartition
from confluent_kafka.admin import AdminClient, OffsetSpec

from events import topics
from streams.connection import Kafka
from streams.sender import answered

PATIENCE_SECONDS = 5.0
WINDOW_SECONDS = 10.0


@dataclass(frozen=True)
class Lag:
    """One source topic: records it has had, and how many of them wait for intake."""

    topic: str
    records: int
    waiting: int


class Lags:
    """One group's. `read` asks the brokers; `per_second` is what came in over the last ten seconds of reads."""

    def __init__(self, kafka: Kafka, group: str) -> None:
        self._brokers = kafka.brokers
        self._admin = AdminClient(kafka.client())
        self._consumer = Consumer(kafka.client(**{"group.id": group, "enable.auto.commit": False}))
        self._recent: deque[tuple[float, dict[str, int]]] = deque(maxlen=100)

    def partitions(self) -> dict[str, int]:
        """How many partitions each topic of ours has. Raises BrokerDown."""
        with answered(self._brokers):
            found = self._admin.list_topics(timeout=PATIENCE_SECONDS).topics
        return {name: len(topic.partitions) for name, topic in found.items() if name.startswith(topics.PREFIX)}

    def read(self) -> list[Lag]:
        """Every source topic. Raises BrokerDown."""
        there = self.partitions()
        places = [TopicPartition(topic, p) for topic in topics.SOURCES.values() for p in range(there.get(topic, 0))]
        with answered(self._brokers):
            ends = self._ends(places)
            done = {
                (p.topic, p.partition): p.offset for p in self._consumer.committed(places, timeout=PATIENCE_SECONDS)
            }
        found: dict[str, tuple[int, int]] = {}
        for place, end in ends.items():
            records, waiting = found.get(place[0], (0, 0))
            found[place[0]] = (records + end, waiting + end - max(done[place], 0))
        self._recent.append((time.monotonic(), {topic: records for topic, (records, _) in found.items()}))
        return [Lag(topic, records, waiting) for topic, (records, waiting) in found.items()]

    def _ends(self, places: list[TopicPartition]) -> dict[tuple[str, int], int]:
        asked = {place: OffsetSpec.latest() for place in places}
        answers = self._admin.list_offsets(
            asked, isolation_level=IsolationLevel.READ_COMMITTED, request_timeout=PATIENCE_SECONDS
        )
        return {(place.topic, place.partition): int(answer.result().offset) for place, answer in answers.items()}

    def per_second(self, topic: str | None = None) -> float:
        """Records a second that have come to a topic, or to all."""
        now = time.monotonic()
        recent = [one for one in self._recent if one[0] > now - WINDOW_SECONDS]
        if len(recent) < 2:
            return 0.0
        (before, first), (after, last) = recent[0], recent[-1]
        came = sum(last[name] - first.get(name, 0) for name in last if topic in (None, name))
        return max(came, 0) / (after - before)

    def close(self) -> None:
        """Hang up."""
        self._consumer.close()
