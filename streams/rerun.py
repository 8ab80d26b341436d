"""The past once more, on the clock of its events: of many sources always the one that is furthest behind is read, so little has to wait."""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sized
from dataclasses import dataclass, field
from datetime import date
from typing import Generic, TypeVar

from detectors.calendar import Calendar
from detectors.rules import RuleSet
from events import topics
from events.dead_letter import DeadLetter
from sinks.warehouse import Warehouse
from streams.local import LocalEngine

Piece = TypeVar("Piece", bound=Sized)  # what a source gives at once: lines of a file, rows of a table
Progress = Callable[[str, int], None]


@dataclass
class Replayed:
    """What became of every record."""

    records: Counter[str] = field(default_factory=Counter)
    dead_letters: list[DeadLetter] = field(default_factory=list)
    unknown_fields: Counter[str] = field(default_factory=Counter)
    strangers: int = 0
    seconds: float = 0.0


class Reading(Generic[Piece]):
    """One source on its way: how much has been read, and up to which event time."""

    def __init__(self, stream: str, pieces: Iterator[Piece]) -> None:
        self.stream = stream
        self.latest = -(2**62)
        self.count = 0
        self._pieces = pieces

    def next(self) -> Piece | None:
        """The next piece; None at the end."""
        piece = next(self._pieces, None)
        self.count += len(piece) if piece is not None else 0
        return piece


class Rerun(ABC, Generic[Piece]):
    """Sources by stream, each to be read as often as asked for, and the engine that they go through."""

    def __init__(
        self, rules: RuleSet, calendar: Calendar, warehouse: Warehouse, sources: Mapping[str, Callable[[], Iterator[Piece]]],
        partitions: int = 1, engine: Callable[..., LocalEngine] = LocalEngine,
    ) -> None:  # fmt: skip
        self.calendar = calendar
        self.sources = sources
        self.partitions = partitions
        self.result = Replayed()
        names = [topics.SOURCES[stream] for stream in sources]
        self.engine = engine(rules, calendar, warehouse, partitions, names)

    def run(
        self, progress: Progress | None = None, until_end_of_day: bool = False, until: date | None = None
    ) -> Replayed:
        """Everything, to the end of the sources or of the day `until`. The last day stays open, as it does live, unless it is said to be over."""
        started = time.perf_counter()
        self._learn()
        reading = {stream: Reading(stream, iter(source())) for stream, source in self.sources.items()}
        while reading and not self._enough(until):
            stream = min(reading, key=lambda name: reading[name].latest)
            piece = reading[stream].next()
            if piece is None:
                self.engine.watermark(topics.SOURCES[stream], reading.pop(stream).latest, holds=False)
                continue
            self._take(reading[stream], piece)
            if progress:
                progress(stream, len(piece))
        if until_end_of_day and not self._enough(until):
            self._end_of_day()
        self._finish()
        self.engine.settle()
        self.engine.save()  # what the last day's close has stated, too
        self.result.seconds = time.perf_counter() - started
        return self.result

    def _enough(self, until: date | None) -> bool:
        return until is not None and bool(self.engine.closed) and self.engine.closed[-1] >= until

    def _end_of_day(self) -> None:
        day = max((shard.day for shard in self.engine.shards if shard.day), default=None)
        if day is not None:
            self.engine.watermark("end", self.calendar.end_of_day_ms(day) + 1, holds=False)

    @abstractmethod
    def _take(self, reading: Reading[Piece], piece: Piece) -> None:
        """Write a piece to the log, say how far its source has been read, and note that in `reading.latest`."""

    def _learn(self) -> None:
        """What must be known before the first record."""

    def _finish(self) -> None:
        """What is left to do behind the last record."""
