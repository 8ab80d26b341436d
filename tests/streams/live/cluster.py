"""Worker processes on a real broker, as a test starts, kills and questions them. Every wait has its deadline."""

from __future__ import annotations

import json
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from confluent_kafka import Consumer, KafkaException, TopicPartition
from confluent_kafka.admin import AdminClient, NewTopic

from events import topics
from streams.connection import Kafka
from streams.kafka_server import KafkaServer
from streams.log import Frame, decode
from streams.sender import Sender
from streams.worker import topic_names
from tests.streams.live.process import Process

DEADLINE_SECONDS = 60.0  # a promise kept in two seconds on a quiet machine is still kept on a loaded one
PASSWORD = "only for the tests"


class Cluster:
    """The topics of one test and its processes; `home` keeps their folders and logs."""

    def __init__(self, broker: KafkaServer, home: Path, name: str) -> None:
        self.broker, self.home, self.group = broker, home, name
        self.kafka = Kafka(broker.address)
        self._processes: list[Process] = []

    def make_topics(self, partitions: int = 2) -> None:
        """Whatever there was is gone."""
        self.remove_topics()
        admin = AdminClient(self.kafka.client())
        for made in admin.create_topics([NewTopic(name, partitions, 1) for name in topic_names()]).values():
            made.result(30)
        until(lambda: set(topic_names()) <= set(topics_of(admin)))

    def remove_topics(self) -> None:
        """All of ours."""
        admin = AdminClient(self.kafka.client())
        old = topics_of(admin)
        for deleted in admin.delete_topics(old, operation_timeout=20).values() if old else ():
            deleted.result(30)
        until(lambda: not topics_of(admin))

    def bring_back(self) -> None:
        """The broker starts again, and serves every partition."""
        self.broker.start()
        until(self._serves)

    def _serves(self) -> bool:
        try:
            return bool([self.values(name) for name in (topics.LOG, topics.FINDINGS)])
        except KafkaException:  # a broker that has just started says NOT_LEADER_FOR_PARTITION for a while
            return False

    # ---- processes

    def run(self, name: str, *words: str, **environment: str) -> Process:
        """Start a process. `environment`: settings, TIDEWATCH_ before them."""
        given = {f"TIDEWATCH_{key}": value for key, value in environment.items()}
        made = Process(self.home / f"{name}.log", words, given)
        self._processes.append(made)
        return made

    def worker(self, name: str = "worker", warehouse: str | None = None, **environment: str) -> Process:
        """A worker over a folder of its own, or over a served warehouse."""
        at = warehouse or str(self.home / "warehouse")
        words = ("worker", "--kafka", self.broker.address, "--group", self.group, "--warehouse", at)
        usual = {"WAREHOUSE_PASSWORD": PASSWORD, "WORKER_SESSION_SECONDS": "6"}
        return self.run(name, *words, **{**usual, **environment})

    def end(self) -> None:
        """Everything that still runs."""
        for one in self._processes:
            one.end(signal.SIGKILL)

    # ---- topics

    def publish(self, stream: str, *records: dict[str, Any]) -> None:
        """Records of a source."""
        self.write(topics.SOURCES[stream], *(json.dumps(one).encode() for one in records))

    def write(self, topic: str, *values: bytes) -> None:
        """Messages of any topic."""
        sender = Sender(self.kafka)
        sender.send(topic, [(None, value, {}) for value in values])
        sender.close()

    def values(self, topic: str) -> list[bytes]:
        """Everything committed on a topic."""
        return [message.value() or b"" for message in self.messages(topic)]

    def messages(self, topic: str) -> Iterator[Any]:
        """The same with keys and headers."""
        consumer = Consumer(self.kafka.client(**{"group.id": "looks", "enable.auto.commit": False}))
        for partition in consumer.list_topics(topic, 20).topics[topic].partitions:
            place = TopicPartition(topic, partition, 0)
            at, end = consumer.get_watermark_offsets(place, 20)
            consumer.assign([place])
            while at < end and (found := consumer.consume(min(end - at, 1_000), 5.0)):
                at = found[-1].offset() + 1
                yield from (message for message in found if message.error() is None)
        consumer.close()

    def unacknowledged(self, topic: str) -> int:
        """Messages of a topic whose effects the group has not yet stored."""
        consumer = Consumer(self.kafka.client(**{"group.id": self.group, "enable.auto.commit": False}))
        places = [
            TopicPartition(topic, partition) for partition in consumer.list_topics(topic, 20).topics[topic].partitions
        ]
        read = [max(place.offset, 0) for place in consumer.committed(places, 20)]  # below 0: nothing yet
        consumer.close()
        return self.end_of(topic) - sum(read)

    def end_of(self, topic: str) -> int:
        """Messages that a topic has had."""
        consumer = Consumer(self.kafka.client(**{"group.id": "looks"}))
        partitions = consumer.list_topics(topic, 20).topics[topic].partitions
        ends = [consumer.get_watermark_offsets(TopicPartition(topic, partition), 20)[1] for partition in partitions]
        consumer.close()
        return sum(ends)

    def frames(self, kind: str) -> list[Frame]:
        """Frames of one kind in the log."""
        return [frame for value in self.values(topics.LOG) if (frame := decode(value)).kind == kind]

    def findings(self) -> set[str]:
        """Rules that have found something."""
        return {json.loads(value)["rule_id"] for value in self.values(topics.FINDINGS)}


def topics_of(admin: AdminClient) -> list[str]:
    """Topics of ours that the broker has."""
    return [name for name in admin.list_topics(timeout=20).topics if name.startswith(topics.PREFIX)]


def until(done: Callable[[], object], seconds: float = DEADLINE_SECONDS, said: Callable[[], str] = str) -> None:
    """Wait until it is so; fails, with what `said` says, when it takes longer."""
    end = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < end, said()[-3000:]
        time.sleep(0.2)
