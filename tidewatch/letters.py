"""Where dead letters lie: the folder of a replay, the folder of `tidewatch up`, or a topic of Kafka."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from pathlib import Path

from confluent_kafka import Consumer, Producer, TopicPartition

from events import topics
from events.dead_letter import DeadLetter
from streams.connection import Kafka
from streams.journal import Journal
from streams.requeue import for_retry, into_journal, number_of
from streams.sender import answered

PAGE = 1_000


class Letters(ABC):
    """Dead letters with their numbers."""

    @abstractmethod
    def all(self) -> Iterator[tuple[int, DeadLetter]]:
        """Every one that is kept."""

    def one(self, number: int) -> DeadLetter:
        """Raises ValueError when there is none of that number."""
        found = next((letter for n, letter in self.all() if n == number), None)
        if found is None:
            raise ValueError(f"there is no dead letter {number}: `tidewatch dead-letters list` says which there are")
        return found

    @abstractmethod
    def requeue(self, number: int, record: bytes | None) -> None:
        """Send one again, mended or as it was. Raises ValueError when it cannot be."""


class OfReplay(Letters):
    """dead_letters.ndjson of a replay: nothing reads on from there."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def all(self) -> Iterator[tuple[int, DeadLetter]]:
        """In the order of the file, from 0."""
        yield from enumerate(map(DeadLetter.model_validate_json, self._file.read_bytes().splitlines()))

    def requeue(self, number: int, record: bytes | None) -> None:
        """Refuses."""
        raise ValueError(f"{self._file.parent} is a replay's: mend the file that was replayed and replay it again")


class OfJournal(Letters):
    """The journal of the embedded parts, whether they run or not: they take it up within a moment, or at their next start."""

    def __init__(self, file: Path) -> None:
        self._journal = Journal(file)

    def all(self) -> Iterator[tuple[int, DeadLetter]]:
        """The newest first."""
        after = 0
        while page := self._journal.buried(None, after, PAGE):
            yield from ((number, DeadLetter.model_validate_json(letter)) for number, _, letter, _ in page)
            after = page[-1][0]

    def requeue(self, number: int, record: bytes | None) -> None:
        """Back onto its stream."""
        if not into_journal(self._journal, number, record):
            raise ValueError(f"dead letter {number} is not there, or of no known stream")


class OfKafka(Letters):
    """The dead-letter topic."""

    def __init__(self, kafka: Kafka) -> None:
        self._kafka = kafka

    def all(self) -> Iterator[tuple[int, DeadLetter]]:
        """The oldest first. A record that a worker has refused, and its successor again after a crash, is one letter: the later."""
        latest = {(letter.topic, letter.partition, letter.offset): (number, letter) for number, letter in self._told()}
        yield from latest.values()

    def _told(self) -> Iterator[tuple[int, DeadLetter]]:
        ours = {"group.id": "tidewatch-letters", "enable.auto.commit": False}
        consumer = Consumer(self._kafka.client(**ours))
        try:
            with answered(self._kafka.brokers):
                there = consumer.list_topics(topics.DEAD_LETTERS, timeout=10).topics[topics.DEAD_LETTERS]
                for partition in there.partitions:
                    yield from _letters(consumer, partition)
        finally:
            consumer.close()

    def requeue(self, number: int, record: bytes | None) -> None:
        """Through the retry topic: it is read at an offset of its own, and counts once."""
        row = for_retry(self.one(number), record)
        if row is None:
            raise ValueError(f"dead letter {number} is of no known stream")
        producer = Producer(self._kafka.producer())
        producer.produce(topics.RETRY, row.value, row.key, headers=dict(row.headers))
        if producer.flush(30):
            raise ConnectionError(f"the broker at {self._kafka.brokers} has not confirmed it within 30 s: try again")


def _letters(consumer: Consumer, partition: int) -> Iterator[tuple[int, DeadLetter]]:
    at, end = consumer.get_watermark_offsets(TopicPartition(topics.DEAD_LETTERS, partition), timeout=10)
    consumer.assign([TopicPartition(topics.DEAD_LETTERS, partition, at)])
    while at < end:
        for message in consumer.consume(PAGE, timeout=1.0):
            if message.error() is None:
                at = message.offset() + 1
                yield number_of(message.offset(), partition), DeadLetter.model_validate_json(message.value())


def letters_in(folder: Path) -> Letters:
    """Those of a folder; raises FileNotFoundError."""
    if (folder / "dead_letters.ndjson").is_file():
        return OfReplay(folder / "dead_letters.ndjson")
    if (folder / "journal.sqlite").is_file():
        return OfJournal(folder / "journal.sqlite")
    raise FileNotFoundError(
        f"{folder} holds no dead letters: name the --out folder of a replay or the --data folder of `tidewatch up`"
    )
