"""What a worker must know of the broker before it starts: which topics there are, and that they are as they were."""

from __future__ import annotations

import logging
import time

from confluent_kafka import Consumer, TopicPartition
from confluent_kafka.admin import AdminClient

from events import topics
from events.streams import INTERNAL, STREAMS
from sinks.warehouse import StateStore
from streams.worker.settings import CannotStart, Settings

log = logging.getLogger(__name__)


def topic_names() -> dict[str, str]:
    """Every topic of ours with what it is for: `source`, `log`, `ours`."""
    sources = {topics.SOURCES[stream]: "source" for stream in STREAMS if stream not in INTERNAL or stream == "task"}
    return {**sources, topics.RETRY: "source", topics.LOG: "log", **dict.fromkeys(topics.OURS, "ours")}


def partitions(settings: Settings) -> dict[str, int]:
    """Partitions of every topic of ours. Waits for a broker that is away, and says so. Raises CannotStart."""
    admin = AdminClient(settings.kafka.client())
    until = time.monotonic() + settings.broker_patience_seconds
    while True:
        try:
            found = admin.list_topics(timeout=5).topics
            break
        except Exception as error:  # confluent_kafka raises one class for all
            if time.monotonic() > until:
                raise CannotStart(f"no Kafka broker answers at {settings.kafka.brokers}") from error
            log.warning("waiting for a Kafka broker at %s", settings.kafka.brokers)
    counts = {name: len(topic.partitions) for name, topic in found.items() if name.startswith(topics.PREFIX)}
    missing = sorted(set(topic_names()) - set(counts))
    if missing:
        raise CannotStart(
            f"the topics {', '.join(missing)} are not there: make them with `tidewatch topics --kafka {settings.kafka.brokers}`"
        )
    return counts


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
            begin, end = consumer.get_watermark_offsets(TopicPartition(topics.LOG, partition), timeout=30)
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
