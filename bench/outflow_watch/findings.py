"""What an engine wrote: read back from Kafka, compared with the reference, and turned into rates by the broker's own stamps."""

from __future__ import annotations

import json
from dataclasses import dataclass

import numpy as np
from confluent_kafka import Consumer, TopicPartition

from bench.outflow_watch.reference import Expected

Row = tuple[int, str, str, int]  # append time (ms), event_id, rule, value


@dataclass(frozen=True)
class Verdict:
    """Whether the findings are the right ones. `different`: identities that were written with two values."""

    right: bool
    findings: int
    repeated: int
    different: int


def read(brokers: str, topic: str) -> list[Row]:
    """Everything on a findings topic."""
    settings = {"bootstrap.servers": brokers, "group.id": "bench", "enable.auto.commit": False, "log_level": 0}
    consumer = Consumer(settings)
    rows: list[Row] = []
    for partition in consumer.list_topics(topic, timeout=10).topics[topic].partitions:
        place = TopicPartition(topic, partition)
        at, end = consumer.get_watermark_offsets(place, timeout=10)
        consumer.assign([TopicPartition(topic, partition, at)])
        while at < end:
            for message in consumer.consume(10_000, 2.0):
                at = message.offset() + 1
                said = json.loads(message.value())
                rows.append((message.timestamp()[1], said["event_id"], said["rule"], said["value"]))
    consumer.close()
    return sorted(rows)


def judge(rows: list[Row], expected: Expected) -> Verdict:
    """Compare after identity."""
    found: dict[tuple[str, str], int] = {}
    different = 0
    for _, event_id, rule, value in rows:
        different += found.setdefault((event_id, rule), value) != value
    got = Expected()
    for (event_id, rule), value in found.items():
        got.add(event_id, rule, value)
    right = (got.rules, got.checksum) == (expected.rules, expected.checksum) and not different
    return Verdict(right, len(found), len(rows) - len(found), different)


def steady_rate(rows: list[Row], expected: Expected, records: int) -> float:
    """Records a second between a tenth and nine tenths of the way, from the stamps (see JOB.md, "measured from outside")."""
    places = np.unique(expected.places)
    stands_for = dict(zip(places.tolist(), np.diff(places, prepend=-1).tolist(), strict=True))
    times, weights = [], []
    for time, event_id, _, _ in rows:
        times.append(time)
        weights.append(stands_for.pop(int(event_id[1:]), 0))
    through = np.cumsum(weights)
    first, last = np.searchsorted(through, [0.1 * records, 0.9 * records])
    last = min(last, len(times) - 1)
    return float((through[last] - through[first]) / max(times[last] - times[first], 1) * 1_000)
