"""The simulated bank's records for measurements, and a shard's way through them without a broker.

`full` records have the 27 fields the simulator writes (about 770 bytes); `lean` ones the 15 that an integrator really sends (about 405 bytes).
"""

from __future__ import annotations

import json
import resource
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from detectors.calendar import Calendar
from detectors.rules import RuleSet
from events import topics
from streams.intake.directory import Directory
from streams.intake.pipeline import Intake
from streams.log import Frame, Header, mark
from streams.replay import Lines
from streams.shard.shard import Shard
from streams.simulate import simulate

SOURCE = topics.SOURCES["txn"]
LEAN = (
    "event_id", "event_time", "account_no", "cdt_dbt", "amount", "bank_ref", "cp_name", "cp_account", "cp_bank_code", "tx_domain",
    "tx_family", "tx_subfamily", "remittance", "channel", "bal_after",
)  # fmt: skip


@dataclass
class Bank:
    """Entries as lines, and the master data that identify them."""

    entries: list[bytes]
    master: dict[str, list[bytes]]

    @classmethod
    def simulated(cls, customers: int = 2_000, days: int = 50) -> Bank:
        """A bank by the simulator, the same every time."""
        with tempfile.TemporaryDirectory() as scratch:
            simulate(Path(scratch), 1, customers, days)
            streams = ("txn", "reference", "customer", "account")
            read = {name: (Path(scratch) / f"{name}.ndjson").read_bytes().splitlines() for name in streams}
        return cls(read.pop("txn"), read)

    def lean(self) -> Bank:
        """The same entries with the fields an integrator sends."""
        return Bank([_lean(line) for line in self.entries], self.master)

    @property
    def bytes_a_record(self) -> int:
        return round(sum(map(len, self.entries)) / len(self.entries))

    @property
    def schema(self) -> dict[str, pl.DataType]:
        """What a bare reader is told: every field, as text."""
        return dict.fromkeys(json.loads(self.entries[0]), pl.String())

    def intake(self, calendar: Calendar, partitions: int = 1) -> Intake:
        """An intake that knows everybody."""
        intake = Intake(Directory(calendar), partitions)
        for stream, records in self.master.items():
            intake.take(Lines(stream, records, 0), time.time())
        return intake

    def chunks(self, records: int) -> Iterator[Lines]:
        """The entries as fetches of so many records."""
        for first in range(0, len(self.entries) - records + 1, records):
            yield Lines("txn", self.entries[first : first + records], first)


def _lean(line: bytes) -> bytes:
    record = json.loads(line)
    return json.dumps({name: record[name] for name in LEAN}, ensure_ascii=False, separators=(",", ":")).encode()


class Fed:
    """A shard and its log. A day that is over is closed at once, with profiles made here: their SQL is the warehouse's."""

    def __init__(self, calendar: Calendar) -> None:
        self.shard = Shard(0, 1, RuleSet.load(calendar=calendar), calendar, [SOURCE])
        self.offset = 0
        self.facts: list[tuple[str, pl.DataFrame]] = []
        self.findings: list[pl.DataFrame] = []

    def feed(self, frames: Iterable[Frame]) -> None:
        """Take frames and what they lead to."""
        queue, shard = list(frames), self.shard
        while queue:
            shard.feed(queue.pop(0), self.offset)
            self.offset += 1
            out = shard.outbox.take()
            self.facts += out.facts
            self.findings += out.findings
            queue = [frame for _, frame in out.to_log] + queue
            if not queue and shard.day is not None and shard.passed is not None and shard.passed >= shard.day:
                queue += [self._profiles(), mark("profiled", day=shard.day.toordinal())]

    def _profiles(self) -> Frame:
        """A profile for every customer, of one who receives large sums: few records are then out of the ordinary, as in a bank."""
        assert self.shard.day is not None
        rows = pl.DataFrame({"customer_id": self.shard.stages.customers.ids}).with_columns(
            n_op_in_180=pl.lit(100), p95_op_in_180=pl.lit(10**12), avg_90=pl.lit(10**13)
        )
        return Frame(Header("profile", note={"day": self.shard.day.toordinal()}), rows)


class Parts:
    """CPU seconds by part, all threads of the process counted."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def part(self, name: str) -> Iterator[None]:
        """Count what runs inside under this name."""
        started = time.process_time()
        yield
        self.seconds[name] = self.seconds.get(name, 0.0) + time.process_time() - started

    @property
    def total(self) -> float:
        return sum(self.seconds.values())


def peak_memory_bytes() -> int:
    """The most memory this process has had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
