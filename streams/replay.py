"""Replay: files through the same pipeline, without a broker, on the clock of the events."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detectors.calendar import Calendar
from detectors.rules import RuleSet
from events import topics
from events.dead_letter import DeadLetter
from events.streams import REFERENCE_STREAMS
from sinks.warehouse import Warehouse
from streams.intake.chunk import Chunk, GivenChunk
from streams.intake.directory import Directory
from streams.intake.pipeline import Intake, IntakeResult
from streams.local import LocalEngine
from streams.log import Frame, Header

CHUNK_LINES = 20_000


class Lines:
    """A chunk of lines that are records of one stream already."""

    def __init__(self, stream: str, lines: list[bytes], first: int) -> None:
        self.topic = topics.SOURCES[stream]
        self.partition = 0
        self.buffer: bytes | NDArray[np.uint8] = b"\n".join(line if line.strip() else b"{}" for line in lines)
        self.offsets = np.arange(first, first + len(lines), dtype=np.int64)
        self.has_headers = False
        self._lines = lines

    def record(self, i: int) -> tuple[bytes | None, bytes | None, Mapping[str, str]]:
        """One record as it was in the file."""
        return None, self._lines[i], {}


@dataclass
class Replayed:
    """What a replay found, and what became of every record."""

    records: Counter[str] = field(default_factory=Counter)
    dead_letters: list[DeadLetter] = field(default_factory=list)
    unknown_fields: Counter[str] = field(default_factory=Counter)
    strangers: int = 0
    seconds: float = 0.0


Source = Iterator[list[bytes]]
Progress = Callable[[str, int], None]


class Replay:
    """Reads sources in the order of their watermarks: always the one that is furthest behind, so little has to wait."""

    def __init__(
        self,
        rules: RuleSet,
        calendar: Calendar,
        warehouse: Warehouse,
        sources: Mapping[str, Callable[[], Source]],
        partitions: int = 1,
    ) -> None:
        self.calendar = calendar
        self.sources = sources
        self.result = Replayed()
        names = [topics.SOURCES[stream] for stream in sources]
        self.engine = LocalEngine(rules, calendar, warehouse, partitions, names)
        self.directory = Directory(calendar)
        self.intake = Intake(self.directory, partitions)

    def run(self, progress: Progress | None = None, until_end_of_day: bool = False) -> Replayed:
        """Everything, to the end of the files. The last day stays open, as it does live, unless it is said to be over."""
        started = time.perf_counter()
        self._learn()
        reading = {stream: _Reading(stream, iter(source())) for stream, source in self.sources.items()}
        while reading:
            stream = min(reading, key=lambda name: reading[name].latest)
            lines = reading[stream].next()
            if lines is None:
                self.engine.watermark(topics.SOURCES[stream], reading.pop(stream).latest, holds=False)
                continue
            self._take(reading[stream], Lines(stream, lines, reading[stream].count - len(lines)))
            if progress:
                progress(stream, len(lines))
        if until_end_of_day:
            self._end_of_day()
        self._give_up_waiting()
        self.engine.settle()
        self.result.seconds = time.perf_counter() - started
        return self.result

    def _learn(self) -> None:
        """Whose accounts are whose is known from the start: identification is effective-dated, not a matter of reading order."""
        for stream in REFERENCE_STREAMS:
            if stream in self.sources:
                for lines in self.sources[stream]():
                    self.intake.learn(Lines(stream, lines, 0), _now())

    def _take(self, reading: _Reading, chunk: Chunk) -> None:
        taken = self.intake.take(chunk, _now())
        self._account_for(taken)
        if taken.latest_ms is not None:
            reading.latest = max(reading.latest, taken.latest_ms)
        self._write(taken, chunk.topic, reading.latest - 1)

    def _write(self, taken: IntakeResult, source: str, watermark: int) -> None:
        for partition, frames in taken.frames.items():
            for stream, frame in frames:
                self.engine.write(partition, Frame(Header(stream, source), frame))
        self.engine.watermark(source, watermark, holds=True)
        self._retry(taken)

    def _retry(self, taken: IntakeResult) -> None:
        """Records that wait for their account come back at once: in a replay every account is known from the start."""
        if taken.retry:
            messages = [(row.key, row.value, row.headers) for row in taken.retry]
            again = self.intake.take(GivenChunk(topics.RETRY, 0, messages), _now())
            self._account_for(again)
            for partition, frames in again.frames.items():
                for stream, frame in frames:
                    self.engine.write(partition, Frame(Header(stream, ""), frame))

    def _give_up_waiting(self) -> None:
        self._account_for(self.intake.expire(_now() + 10**9))

    def _end_of_day(self) -> None:
        day = max((shard.day for shard in self.engine.shards if shard.day), default=None)
        if day is not None:
            self.engine.watermark("end", self.calendar.end_of_day_ms(day) + 1, holds=False)

    def _account_for(self, taken: IntakeResult) -> None:
        aside = ("strangers", "waiting", "unconverted")
        self.result.records.update({s: n for s, n in taken.counts.items() if s not in aside and n})
        self.result.strangers += taken.counts["strangers"]
        self.result.dead_letters += taken.dead_letters
        self.result.unknown_fields.update(taken.unknown_fields)


class _Reading:
    """One source on its way: how many lines have been read, and up to which event time."""

    def __init__(self, stream: str, lines: Source) -> None:
        self.stream = stream
        self.latest = -(2**62)
        self.count = 0
        self._lines = lines

    def next(self) -> list[bytes] | None:
        lines = next(self._lines, None)
        self.count += len(lines) if lines else 0
        return lines


def _now() -> float:
    return datetime.now(UTC).timestamp()


def summary(replay: Replay) -> dict[str, Any]:
    """What `tidewatch replay --json` prints (DESIGN §8)."""
    result, engine = replay.result, replay.engine
    reasons = Counter(str(letter.reason) for letter in result.dead_letters)
    live = [row for row in engine.findings.values() if row["state"] == "open"]
    total = sum(result.records.values())
    months = len(engine.closed) / 30 * sum(len(shard.stages.customers) for shard in engine.shards)
    return {
        "records": dict(sorted(result.records.items())),
        "dead_letters": {"total": len(result.dead_letters), "by_reason": dict(sorted(reasons.items()))},
        "findings": dict(sorted(Counter(row["rule_id"] for row in live).items())),
        "alerts": dict(sorted(Counter(row["rule_id"] for row in engine.alerts.values()).items())),
        "alerts_per_1000_customer_months": round(1000 * len(engine.alerts) / months, 2) if months else None,
        "suppressed": dict(sorted(engine.suppressed.items())),
        "unknown_fields": dict(sorted(result.unknown_fields.items())),
        "not_customers": result.strangers,
        "after_the_last_day": sum(shard.merge.waiting for shard in engine.shards),
        "days_closed": len(engine.closed),
        "seconds": round(result.seconds, 3),
        "records_per_second": round(total / result.seconds) if result.seconds else 0,
    }
