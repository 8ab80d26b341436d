"""Whose accounts are whose: every worker reads the reference topics whole, whoever writes them into the log."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping

from confluent_kafka import OFFSET_BEGINNING, Consumer, KafkaError, Message, TopicPartition

from events import topics
from events.streams import REFERENCE_STREAMS
from streams.intake.chunk import GivenChunk
from streams.worker.settings import CannotStart, Settings

AT_ONCE = 5_000
WAIT_SECONDS = 0.1
PATIENCE_SECONDS = 300.0

Record = tuple[bytes | None, bytes | None, Mapping[str, str]]


class References:
    """A reader of its own beside the group: all partitions, from the beginning, then along with them."""

    def __init__(self, settings: Settings, counts: Mapping[str, int]) -> None:
        ours = {"group.id": f"{settings.group}-references", "enable.auto.commit": False, "enable.partition.eof": True}
        self._consumer = Consumer(settings.kafka.client(**ours))
        self._partitions = {topics.SOURCES[stream]: counts[topics.SOURCES[stream]] for stream in REFERENCE_STREAMS}

    def to_the_end(self) -> Iterator[GivenChunk]:
        """Everything that is there now, topic by topic: it must be known before the first entry. Blocks; raises CannotStart."""
        ends = []
        for topic, partitions in self._partitions.items():
            self._consumer.assign([TopicPartition(topic, p, OFFSET_BEGINNING) for p in range(partitions)])
            waiting, until = set(range(partitions)), time.monotonic() + PATIENCE_SECONDS
            while waiting:
                found = self._consumer.consume(AT_ONCE, timeout=WAIT_SECONDS)  # it waits for so many, or so long
                if time.monotonic() > until:
                    raise CannotStart(
                        f"{topic} does not come: partitions {sorted(waiting)} have not been read to their ends"
                    )
                yield from _chunks(found)
                reached = [one for one in found if one.error() and one.error().code() == KafkaError._PARTITION_EOF]
                ends += [
                    TopicPartition(topic, one.partition(), one.offset())
                    for one in reached
                    if one.partition() in waiting
                ]
                waiting -= {one.partition() for one in reached}
        self._consumer.assign(ends)

    def news(self) -> Iterator[GivenChunk]:
        """What has come since, without waiting."""
        yield from _chunks(self._consumer.consume(AT_ONCE, timeout=0))

    def close(self) -> None:
        """Let go."""
        self._consumer.close()


def _chunks(messages: list[Message]) -> Iterator[GivenChunk]:
    by_place: dict[tuple[str, int], list[Message]] = {}
    for message in messages:
        if message.error() is None:
            by_place.setdefault((message.topic(), message.partition()), []).append(message)
    for (topic, partition), found in by_place.items():
        records: list[Record] = [(one.key(), one.value(), _headers(one)) for one in found]
        yield GivenChunk(topic, partition, records, [one.offset() for one in found])


def _headers(message: Message) -> dict[str, str]:
    return {name: (value or b"").decode(errors="replace") for name, value in message.headers() or ()}
