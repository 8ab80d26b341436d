"""Replay: files through the same pipeline, without a broker, on the clock of the events."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detectors.calendar import Calendar
from detectors.rules import RuleSet
from events import topics
from events.streams import REFERENCE_STREAMS
from sinks.warehouse import Warehouse
from streams.intake.chunk import Chunk, GivenChunk
from streams.intake.directory import Directory
from streams.intake.pipeline import Intake, IntakeResult
from streams.local import LocalEngine
from streams.log import Frame, Header
from streams.rerun import Reading, Rerun

CHUNK_LINES = 20_000


class Lines:
    """A chunk of lines that are records of one stream already."""

    def __init__(self, stream: str, lines: list[bytes], first: int) -> None:
        self.topic = topics.SOURCES[stream]
        self.buffer: bytes | NDArray[np.uint8] = b"\n".join(line if line.strip() else b"{}" for line in lines)
        self.offsets = np.arange(first, first + len(lines), dtype=np.int64)
        self.partitions = np.zeros(len(lines), np.int64)
        self.has_headers = False
        self._lines = lines

    def record(self, i: int) -> tuple[bytes | None, bytes | None, Mapping[str, str]]:
        """One record as it was in the file."""
        return None, self._lines[i], {}


class Replay(Rerun[list[bytes]]):
    """Files, through intake."""

    def __init__(
        self,
        rules: RuleSet,
        calendar: Calendar,
        warehouse: Warehouse,
        sources: Mapping[str, Callable[[], Iterator[list[bytes]]]],
        partitions: int = 1,
        engine: Callable[..., LocalEngine] = LocalEngine,
    ) -> None:
        super().__init__(rules, calendar, warehouse, sources, partitions, engine)
        self.directory = Directory(calendar)
        self.intake = Intake(self.directory, partitions)

    def _learn(self) -> None:
        """Whose accounts are whose is known from the start: identification is effective-dated, not a matter of reading order."""
        for stream in REFERENCE_STREAMS:
            if stream in self.sources:
                for lines in self.sources[stream]():
                    self.intake.learn(Lines(stream, lines, 0), _now())

    def _take(self, reading: Reading[list[bytes]], piece: list[bytes]) -> None:
        chunk: Chunk = Lines(reading.stream, piece, reading.count - len(piece))
        taken = self.intake.take(chunk, _now())
        self._account_for(taken)
        if taken.latest_ms is not None:
            reading.latest = max(reading.latest, taken.latest_ms)
        self._write(taken, chunk.topic, reading.latest - 1)

    def _write(self, taken: IntakeResult, source: str, watermark: int) -> None:
        for partition, frames in taken.frames.items():
            for stream, _, frame in frames:
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
                for stream, _, frame in frames:
                    self.engine.write(partition, Frame(Header(stream, ""), frame))

    def _finish(self) -> None:
        """What still waits for its account has waited in vain."""
        self._account_for(self.intake.expire(_now() + 10**9))

    def _account_for(self, taken: IntakeResult) -> None:
        aside = ("strangers", "waiting", "unconverted")
        self.result.records.update({s: n for s, n in taken.counts.items() if s not in aside and n})
        self.result.strangers += taken.counts["strangers"]
        self.result.dead_letters += taken.dead_letters
        self.result.unknown_fields.update(taken.unknown_fields)


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
