"""What a worker must know of the broker before it starts: which topics there are, and that they are as they were."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from functools import partial
from typing import TypeVar

from confluent_kafka import Consumer, KafkaException, TopicPartition
from confluent_kafka.admin import AdminClient

from events import topics
from events.streams import INTERNAL, STREAMS
from sinks.warehouse import StateStore
from streams.worker.settings import CannotStart, Settings

log = logging.getLogger(__name__)

LOOK_SECONDS = 0.5
Answer = TypeVar("Answer")


def topic_names() -> dict[str, str]:
    """Every topic of ours with what it is for: `source`, `log`, `ours`."""
    sources = {topics.SOURCES[stream]: "source" for stream in STREAMS if stream not in INTERNAL or stream == "task"}
    return {**sources, topics.RETRY: "source", topics.LOG: "log", **dict.fromkeys(topics.OURS, "ours")}


def partitions(settings: Settings) -> dict[str, int]:
    """Partitions of every topic of ours. Waits for a broker that is away, and says so. Raises CannotStart."""
    admin = AdminClient(settings.kafka.client())
    found = _patient(settings, lambda: admin.list_topics(timeout=5).topics)
    counts = {name: len(topic.partitions) for name, topic in found.items() if name.startswith(topics.PREFIX)}
    missing = sorted(set(topic_names()) - set(counts))
    if missing:
        raise CannotStart(
            f"the topics {', '.join(missing)} are not there: make them with `tidewatch topics --kafka {settings.kafka.brokers}`"
        )
    return counts


def _patient(settings: Settings, ask: Callable[[], Answer]) -> Answer:
    """What the broker answers. Away, or just back and not yet serving its partitions: it is asked again. Raises CannotStart."""
    until = time.monotonic() + settings.broker_patience_seconds
    while True:
        try:
            return ask()
        except KafkaException as error:
            if time.monotonic() > until:
                raise CannotStart(
                    f"no Kafka broker answers at {settings.kafka.brokers}: {error.args[0].str()}"
                ) from error
        log.warning("waiting for a Kafka broker at %s", settings.kafka.brokers)
        time.sleep(LOOK_SECONDS)


def check_log(settings: Settings, count: int, store: StateStore) -> None:
    """The log must be the one whose shards the warehouse keeps: a customer whose shard does not know it has no past. Raises CannotStart."""
    if settings.log_partitions is not None and count != settings.log_partitions:
        raise CannotStart(
            f"{topics.LOG} has {count} partitions, {settings.log_partitions} were expected: customers would move to other shards"
        )
    marks = store.marks()
    known = {mark.payload["partitions"] for mark in marks.values() if "partitions" in mark.payload}
    if known - {count}:
        raise CannotStart(
            f"{topics.LOG} has {count} partitions, but the shards in this warehouse were made for {max(known)}: customers would "
            f"move to shards that do not know them. Give the topic its {max(known)} partitions back, or start with an empty warehouse."
        )
    consumer = Consumer(settings.kafka.client(**{"group.id": settings.group, "enable.auto.commit": False}))
    try:
        for partition, mark in marks.items():
            place = TopicPartition(topics.LOG, partition)
            begin, end = _patient(settings, partial(consumer.get_watermark_offsets, place, timeout=5))
            _check_holds(f"{topics.LOG}/{partition}", begin, end, mark.payload["resume"])
    finally:
        consumer.close()


def _check_holds(name: str, begin: int, end: int, resume: int) -> None:
    if begin > resume:
        raise CannotStart(
            f"{name} begins at {begin}, but must be read from {resume}: its retention has deleted what was not judged"
        )
    if resume > end:
        raise CannotStart(
            f"{name} ends at {end}, but this warehouse has read it to {resume}: the topic was made anew or has lost its end. "
            "Start with an empty warehouse, or bring the topic back."
        )
