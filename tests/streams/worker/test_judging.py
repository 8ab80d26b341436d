"""A fetch of the log that does not follow: what lies between is fetched, and what has been deleted is not sought for ever."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from detectors.calendar import Calendar
from detectors.rules import RuleSet
from sinks.warehouse import EmbeddedWarehouse
from streams.connection import Kafka
from streams.log import Frame, Header, encode
from streams.transport.faust_driver import Fetched
from streams.worker import Settings
from streams.worker.facts import Facts
from streams.worker.judging import Judge, LogDeleted
from streams.worker.metrics import Metrics
from streams.worker.sender import Sender

ENDS = 12  # offsets of the log: 0 … 11
AT_ONCE = 4  # messages in a fetch
WORD = encode(Frame(Header("watermark", "t", 1, False)))


class Log:
    """Stands for Faust's consumer of one log partition whose retention deletes what lies before `begins`. An offset that is gone brings the oldest."""

    def __init__(self, begins: int = 0) -> None:
        self.begins, self.stands = begins, 0
        self.sought: list[int] = []

    def _new_topicpartition(self, topic: str, partition: int) -> tuple[str, int]:
        return topic, partition

    async def earliest_offsets(self, place: tuple[str, int]) -> dict[tuple[str, int], int]:
        """Where the partition begins."""
        return {place: self.begins}

    async def seek(self, place: tuple[str, int], offset: int) -> None:
        """Go on from there."""
        self.sought.append(offset)
        self.stands = offset

    def fetch(self) -> Any:
        """The next fetch, as an agent gets it."""
        first = max(self.begins, self.stands)
        self.stands = min(first + AT_ONCE, ENDS)
        value = Fetched(first, self.stands, [(WORD, offset) for offset in range(first, self.stands)], 0.0)
        return SimpleNamespace(message=SimpleNamespace(partition=0, offset=self.stands - 1, value=value))


@pytest.fixture
def judge(tmp_path: Path) -> Iterator[Judge]:
    warehouse, sender = EmbeddedWarehouse(tmp_path), Sender(Settings(Kafka("127.0.0.1:1")))
    calendar = Calendar()
    yield Judge(1, ["t"], RuleSet([], calendar), calendar, warehouse, sender, Facts(), Metrics())
    warehouse.close()


def read(judge: Judge, log: Log, fetches: int) -> int:
    """How far the shard has read after so many fetches."""
    for _ in range(fetches):
        asyncio.run(judge.feed([log.fetch()], log))
    return judge.shards[0].position


def test_what_lies_between_is_fetched(judge: Judge) -> None:
    log = Log()
    read(judge, log, 1)
    log.stands = 8
    assert read(judge, log, 3) == ENDS - 1
    assert log.sought == [AT_ONCE]


def test_a_shard_that_has_read_nothing_begins_with_what_is_left(judge: Judge, caplog: pytest.LogCaptureFixture) -> None:
    log = Log(begins=5)
    assert read(judge, log, 3) == ENDS - 1
    assert log.sought == [5]
    assert "tidewatch.log/0: offsets 0 to 4 have been deleted: its shard begins with what is left" in caplog.messages


def test_a_shard_whose_next_frames_have_been_deleted_ends_its_worker(judge: Judge) -> None:
    log = Log()
    read(judge, log, 1)
    log.begins = 6
    with pytest.raises(
        LogDeleted, match=r"begins at 6, but must be read from 4: its retention has deleted what was not judged"
    ):
        read(judge, log, 1)
