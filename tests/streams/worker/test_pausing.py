"""Reading the log pauses at the stated bound and goes on when half of it is stored; the sources are another matter."""

from __future__ import annotations

import polars as pl
from faust.types import TP

from events import topics
from streams.connection import Kafka
from streams.worker import Settings
from streams.worker.facts import Facts
from streams.worker.metrics import Metrics
from streams.worker.pausing import Pausing
from streams.worker.sender import Sender

LOG, SOURCE = TP(topics.LOG, 0), TP("tidewatch.txn", 0)


class Partitions:
    """Stands for Faust's consumer: which partitions are fetched."""

    def __init__(self) -> None:
        self.fetched = {LOG, SOURCE}

    def assignment(self) -> set[TP]:
        """Both."""
        return {LOG, SOURCE}

    def pause_partitions(self, places: set[TP]) -> None:
        """Fetch these no more."""
        self.fetched -= places

    def resume_partitions(self, places: set[TP]) -> None:
        """Fetch these again."""
        self.fetched |= places


def test_the_log_pauses_at_the_bound_and_goes_on_at_half_of_it() -> None:
    facts, partitions = Facts(), Partitions()
    pausing = Pausing(10, facts, Sender(Settings(Kafka("127.0.0.1:1"))), Metrics())
    seen = []
    for kept, stored in ((10, 0), (1, 0), (0, 4), (0, 2)):
        facts.keep("txn", pl.DataFrame({"event_id": ["e"] * kept}))
        facts.stored(stored)
        pausing.look(partitions)
        seen.append(LOG in partitions.fetched)
    assert seen == [True, False, False, True]
    assert SOURCE in partitions.fetched


def test_the_sources_pause_while_the_broker_does_not_confirm() -> None:
    partitions, sender = Partitions(), Sender(Settings(Kafka("127.0.0.1:1"), unsent_messages=1))
    for _ in range(2):
        sender.send("tidewatch.log", b"frame", partition=0)
    Pausing(10, Facts(), sender, Metrics()).look(partitions)
    assert partitions.fetched == {LOG}
