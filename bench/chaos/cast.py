"""Who plays: one Kafka broker, one served warehouse, some workers, each a process of its own on free loopback ports."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from kafka import KafkaConsumer, TopicPartition
from kafka.errors import KafkaError

from bench.chaos.process import READY_SECONDS, Process, own, wait_for
from events import topics
from sinks.warehouse import Warehouse, open_warehouse
from streams.kafka_server import KafkaServer, free_port
from streams.worker import topic_names

GROUP = "chaos"
QUIET = 4  # looks, a second apart, that must find everything read and nothing growing

THERE = "SELECT name FROM system.tables WHERE database = currentDatabase() AND name = 'organisation'"
STORED = "SELECT count() FROM organisation FINAL"

Told = dict[str, list[bytes]]
Ends = dict[tuple[str, int], int]  # (topic, partition) → offset


class Cast:
    """All processes, and what they have said. `words`: options of the workers beside the usual ones."""

    def __init__(self, home: Path, workers: int, log_partitions: int, words: Sequence[str] = ()) -> None:
        home.mkdir(parents=True)
        self.home, self.log_partitions = home, log_partitions
        self.warehouse_folder = home / "warehouse"
        self.kafka = KafkaServer(home / "kafka")
        self.environment = {
            **os.environ,
            "TIDEWATCH_WAREHOUSE_PASSWORD": "chaos",
            "TIDEWATCH_WORKER_SESSION_SECONDS": "6",
        }
        self._port = free_port()
        served = own("warehouse", "--data", str(self.warehouse_folder), "--port", str(self._port))
        self.warehouse = Process(served, home / "warehouse.log", self.environment)
        self.workers = [self._worker(i, words) for i in range(workers)]
        self.told: Told = {}  # topic → messages
        self.records: dict[tuple[str, int], list[bytes]] = {}  # (source topic, partition) → values

    def _worker(self, number: int, more: Sequence[str]) -> Process:
        words = ["worker", "--kafka", self.kafka.address, "--warehouse", self.warehouse_address, "--group", GROUP]
        return Process(own(*words, *more), self.home / f"worker-{number}.log", self.environment)

    @property
    def warehouse_address(self) -> str:
        """Where it is served."""
        return f"tw://127.0.0.1:{self._port}"

    def open_warehouse(self, patience_seconds: float = 10.0) -> Warehouse:
        """A client of its own."""
        login = {"TIDEWATCH_WAREHOUSE_PASSWORD": self.environment["TIDEWATCH_WAREHOUSE_PASSWORD"]}
        return open_warehouse(self.warehouse_address, login, patience_seconds)

    def begin(self) -> None:
        """Broker, topics, warehouse."""
        self.kafka.start()
        self._run("topics", "--kafka", self.kafka.address, "--log-partitions", str(self.log_partitions))
        self.start_warehouse()

    def publish(self, folder: Path, *more: str) -> None:
        """Everything into the source topics."""
        self._run("publish", str(folder), "--kafka", self.kafka.address, "--spool", str(self.home / "spool"), *more)

    def _run(self, *words: str) -> None:
        ran = subprocess.run(own(*words), capture_output=True, text=True)
        if ran.returncode:
            raise RuntimeError(f"tidewatch {words[0]}: {ran.stderr[-1000:]}")

    def start_warehouse(self) -> None:
        """Start and wait until it answers."""
        self.warehouse.start()
        wait_for(self._port, self.home / "warehouse.log")

    def start_workers(self) -> None:
        """All of them."""
        for i, worker in enumerate(self.workers):
            worker.start("--instance", f"worker-{i}")

    def wait_for_organisation(self, records: int) -> None:
        """Until all of it is stored: the bank's people come to work before its first alert does."""
        warehouse = self.open_warehouse()
        until = time.monotonic() + READY_SECONDS
        while not warehouse.query(THERE).height or warehouse.query(STORED).item() < records:
            if time.monotonic() > until:
                raise TimeoutError("the bank's organisation has not been stored: " + self.workers[0].words)
            time.sleep(0.2)
        warehouse.close()

    def stop_workers(self) -> None:
        """Politely: their last checkpoints are what is compared."""
        for worker in self.workers:
            worker.end(signal.SIGTERM)

    def end(self) -> None:
        """Everything, whatever its state."""
        for worker in self.workers:
            worker.end(signal.SIGKILL)
        self.warehouse.end(signal.SIGTERM)
        self.kafka.stop()

    # ---- how far they are

    def unread(self) -> int | None:
        """How many records and frames have not been read; None while the broker is away."""
        try:
            return self._look()[1]
        except KafkaError:
            return None

    def unread_by(self, group: str, names: Sequence[str]) -> int:
        """How much of these topics a group has not done with. Raises KafkaError."""
        with closing(self._consumer(group)) as consumer:
            ends = _ends(consumer, list(names))
            return sum(end - (consumer.committed(TopicPartition(*place)) or 0) for place, end in ends.items() if end)

    def wait_until_quiet(self, seconds: float, quiet: int = QUIET, log: bool = True) -> None:
        """Until everything has been read and acknowledged and nothing grows any more, `quiet` looks long. `log` False: the log is read but
        never acknowledged, for it holds records of days that will not come. Raises TimeoutError with the workers' last words."""
        until, calm, before, left = time.monotonic() + seconds, 0, Ends(), -1
        while calm < quiet:
            time.sleep(1.0)
            try:
                ends, left = self._look(log)
            except KafkaError:  # its coordinator has just come back
                continue
            calm, before = calm + 1 if left == 0 and ends == before else 0, ends
            if time.monotonic() > until or not any(worker.alive for worker in self.workers):
                words = [(self.home / f"worker-{i}.log").read_text()[-3000:] for i in range(len(self.workers))]
                raise TimeoutError(f"not at the end after {seconds} s, {left} unread\n" + "\n".join(words))

    def _look(self, log: bool = True) -> tuple[Ends, int]:
        """Where the topics that workers read end, and how much of them is not acknowledged. Raises KafkaError."""
        names = [name for name, kind in topic_names().items() if kind != "ours"]
        with closing(self._consumer(GROUP)) as consumer:  # it asks for the group's offsets, and never joins it
            ends = _ends(consumer, names)
            asked = [place for place, end in ends.items() if end and (log or place[0] != topics.LOG)]
            return ends, sum(ends[place] - (consumer.committed(TopicPartition(*place)) or 0) for place in asked)

    def _consumer(self, group: str = "chaos-looks") -> KafkaConsumer:
        return KafkaConsumer(bootstrap_servers=self.kafka.address, group_id=group, enable_auto_commit=False)

    def collect(self) -> None:
        """Read what the workers have told, and what they were given, whole, before the broker ends."""
        sources = [name for name in topics.SOURCES.values() if name in topic_names()]
        with closing(self._consumer()) as consumer:
            ours = _ends(consumer, list(topics.OURS))
            self.told = {name: [] for name in topics.OURS}
            for (topic, partition), end in ours.items():
                self.told[topic] += _messages(consumer, topic, partition, end)
            ends = {place: end for place, end in _ends(consumer, sources).items() if end}
            self.records = {place: _messages(consumer, *place, end) for place, end in ends.items()}


def _ends(consumer: KafkaConsumer, names: list[str]) -> Ends:
    places = [TopicPartition(name, p) for name in names for p in consumer.partitions_for_topic(name)]
    return {(place.topic, place.partition): end for place, end in consumer.end_offsets(places).items()}


def _messages(consumer: KafkaConsumer, topic: str, partition: int, end: int) -> list[bytes]:
    place = TopicPartition(topic, partition)
    consumer.assign([place])
    consumer.seek_to_beginning(place)
    found: list[bytes] = []
    while consumer.position(place) < end:
        found += [message.value for messages in consumer.poll(1_000).values() for message in messages]
    return found
