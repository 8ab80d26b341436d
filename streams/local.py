"""The engine without a broker: the same intake, shards and day close over a log in memory. Replay and tests run on it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from detectors.calendar import Calendar
from detectors.profiles import READS, Profiles
from detectors.rules import RuleSet
from events.finding import FINDING_SCHEMA
from sinks.warehouse import Mark, StateStore, Warehouse
from streams.day_close import close_day
from streams.log import Frame, Header, cut
from streams.shard.checkpoint import Checkpoint, checkpoint, customer_days
from streams.shard.outbox import Outbox
from streams.shard.shard import Shard

Facts = dict[str, list[pl.DataFrame]]  # by table

STORE_ROWS = 100_000  # facts wait for so many rows or for the day's end: an insert costs some milliseconds


@dataclass(frozen=True)
class Collected:
    """What a checkpoint stores: facts first, then customers' rows, then the marks."""

    facts: Facts
    checkpoints: list[Checkpoint]


class LocalEngine:
    """Shards, their logs and the day close in one process. Single-threaded; everything is done when a call returns."""

    def __init__(
        self, rules: RuleSet, calendar: Calendar, warehouse: Warehouse, partitions: int = 1, sources: Iterable[str] = (),
        keep_state: bool = False,
    ) -> None:  # fmt: skip
        self.shards = [Shard(p, partitions, rules, calendar, sources) for p in range(partitions)]
        self.warehouse = warehouse
        self.store = StateStore(warehouse)
        self.keep_state = keep_state
        for table, columns in READS.items():
            warehouse.prepare(table, columns)
        self.profiles = Profiles(warehouse.query, calendar, warehouse.insert)
        self.offsets = [0] * partitions
        self.findings: dict[str, dict[str, Any]] = {}
        self.alerts: dict[str, dict[str, Any]] = {}
        self.notices: list[dict[str, Any]] = []  # alerts that somebody is to be told of, in order
        self.suppressed: Counter[str] = Counter()
        self.suppressions: list[dict[str, Any]] = []
        self.closed: list[date] = []
        self._facts: Facts = {}
        self._held = 0
        self._collected: Collected | None = None  # not stored yet: what it says is said by no later one

    def write(self, partition: int, frame: Frame) -> None:
        """Append to a log partition; the shard takes it at once."""
        for piece in cut(frame):
            self.shards[partition].feed(piece, self.offsets[partition])
            self.offsets[partition] += 1

    def watermark(self, source: str, at: int, holds: bool) -> None:
        """Say in every partition how far a source has been read."""
        for partition in range(len(self.shards)):
            self.write(partition, Frame(Header("watermark", source, at, holds)))
        self.settle()

    def settle(self) -> None:
        """Carry out what the shards want, close days that are over, until nothing is left to do."""
        while self._carry_out() or self._close_day():
            pass

    def _carry_out(self) -> bool:
        moved = False
        for shard in self.shards:
            out = shard.outbox.take()
            for findings in out.findings:
                self._found(findings, shard.position)
            self._told(out, shard.position)
            for table, rows in out.facts:
                self.keep(table, _fact(rows, shard.partition, shard.position))
            for partition, frame in out.to_log:
                moved = True
                self.write(partition, frame)
        return moved

    def _found(self, findings: pl.DataFrame, position: int) -> None:
        for row in findings.iter_rows(named=True):
            self.findings.pop(row["finding_id"], None)
            self.findings[row["finding_id"]] = row
        self.keep(
            "finding", findings.select(list(FINDING_SCHEMA)).with_columns(version=pl.lit(position + 1, pl.UInt64))
        )

    def _told(self, out: Outbox, position: int) -> None:
        """What the alert layer says: kept whole, for a replay's files."""
        self.alerts |= {alert["alert_id"]: alert for alert in out.alerts}
        self.notices += [alert for alert in out.alerts if alert["notify"]]
        self.suppressions += out.suppressions
        self.suppressed.update(one["reason"] for one in out.suppressions)

    def keep(self, table: str, rows: pl.DataFrame) -> None:
        """Rows for the warehouse, with the next insert."""
        self._facts.setdefault(table, []).append(rows)
        self._held += rows.height
        if self._held > STORE_ROWS:
            self._relieve()

    def _relieve(self) -> None:
        """So many facts wait that they are stored before anything goes on."""
        self._store()

    def _store(self) -> None:
        self._insert(self._facts)
        self._facts, self._held = {}, 0

    def _insert(self, facts: Facts) -> None:
        for table, frames in facts.items():
            self.warehouse.insert(table, pl.concat(frames, how="diagonal_relaxed"))

    def save(self) -> list[Checkpoint]:
        """Checkpoint. A run that keeps no state stores the facts alone. When the warehouse fails, what was collected is stored by the next
        call, before anything newer."""
        if self._collected is not None:
            self.put(self._collected)
        return self.put(self.collect())

    def collect(self) -> Collected:
        """What is to be stored: the shards go on at once."""
        saved = [checkpoint(shard) for shard in self.shards] if self.keep_state else []
        for days in [one.customer_days for one in saved] or [customer_days(shard) for shard in self.shards]:
            self.keep("customer_day", days)
        self._collected = Collected(self._facts, saved)
        self._facts, self._held = {}, 0
        return self._collected

    def put(self, collected: Collected) -> list[Checkpoint]:
        """Store it; blocks. What fails half way is stored again whole, which changes nothing."""
        self._insert(collected.facts)
        for one in collected.checkpoints:
            self.store.save(one.partition, one.rows, Mark(one.position + 1, one.payload))
        self._collected = None
        return collected.checkpoints

    def _close_day(self) -> bool:
        day = self._day_over()
        if day is None:
            return False
        self.save()
        for partition, frame in close_day(day, self._frames_of, len(self.shards)):
            self.write(partition, frame)
        self.closed.append(day)
        return True

    def _frames_of(self, day: date) -> Mapping[str, pl.DataFrame]:
        """What is normal as of the end of a day."""
        return self.profiles.close(day)

    def _day_over(self) -> date | None:
        """The oldest open day, when every shard has passed it."""
        days = [shard.day for shard in self.shards if shard.day is not None]
        if not days:
            return None
        day = min(days)
        passed = [shard.passed is not None and shard.passed >= day for shard in self.shards]
        return day if all(passed) else None


def _fact(rows: pl.DataFrame, partition: int, position: int) -> pl.DataFrame:
    """A fact carries its place in the log, so that history can be read again in the log's own order."""
    version = (pl.col("log_offset") + 1 if "log_offset" in rows.columns else pl.lit(position + 1)).cast(pl.UInt64)
    return rows.with_columns(log_partition=pl.lit(partition, pl.Int64), version=version)
