"""A shard: everything one log partition owns, from a frame of the log to findings.

    feed(frame) → merge (event-time order) → repeats out → observe → trace → judge → expect → alert → outbox

A shard talks to nobody: it reads frames and fills its outbox, and the driver (Faust worker, replay, a test) carries the outbox out
and saves checkpoints. Findings depend on the log alone, never on how it was cut into frames nor on the time of the wall.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

import polars as pl

from detectors.calendar import Calendar
from detectors.rules import RuleSet
from streams.log import Frame, mark
from streams.shard.closing import Closing, day_of
from streams.shard.merge import Merge, rounds
from streams.shard.outbox import Outbox
from streams.shard.stages import CLOSE_KINDS, Stages
from streams.shard.tides import Tides


class Shard:
    """One log partition's customers and what is known of them.

    `sources` are all sources that will ever speak in this log: until each of them has said how far it has been read, the clock
    waits, so that a source that starts late is not taken for one that has nothing to say.
    """

    def __init__(
        self, partition: int, partitions: int, rules: RuleSet, calendar: Calendar, sources: Iterable[str] = ()
    ) -> None:
        self.partition = partition
        self.partitions = partitions
        self.calendar = calendar
        self.merge = Merge(sources)
        self.tides = Tides(partitions)
        self.closing = Closing()
        self.outbox = Outbox()
        self.stages = Stages(partition, partitions, rules, calendar, self.outbox)
        self.position = -1  # log offset of the last frame read
        self.day: date | None = None  # the day that is open: the one after the last that was closed
        self.recovered = (-1, self.merge.clock)  # (log offset, clock) of the mark this shard was restored from

    # ---- reading the log

    def feed(self, frame: Frame, offset: int) -> None:
        """Take the next frame of the log. What lies behind the place it was restored to is passed over."""
        if offset <= self.position:
            return
        if offset > self.recovered[0]:
            self._take_note(frame)
        if frame.kind in CLOSE_KINDS:
            if self.stages.closed is None or day_of(frame) > self.stages.closed:
                self.closing.hold(frame, offset)
        elif frame.rows.height:
            self._hold(frame, offset)
        self.position = max(self.position, offset)
        self._advance()

    def _take_note(self, frame: Frame) -> None:
        note = frame.header.note
        if frame.kind == "tide":
            self.tides.note(int(note["day"]), int(note["partition"]), int(note["exchange"]))  # type: ignore[arg-type]
            self._pull_back(date.fromordinal(int(note["day"])))  # type: ignore[arg-type]
        elif frame.kind == "profiled":
            self._profiled(frame, list(note.get("incomplete") or []))  # type: ignore[arg-type]
        else:
            self.merge.read(frame)

    def _hold(self, frame: Frame, offset: int) -> None:
        source = frame.header.source
        rows = frame.rows if frame.kind == "effect" else self.merge.fresh(frame)
        if offset <= self.recovered[0]:
            rows = rows.filter(rows["event_time"].to_physical() > self.recovered[1])
        if rows.height:
            self.merge.hold(frame.kind, source, rows, offset)

    # ---- moving through time

    def _advance(self) -> None:
        until = self.merge.time()
        self._open_first_day(until)
        if self.day is None:
            self._process(self.merge.release(until))
            return
        end = self.calendar.end_of_day_ms(self.day)
        self._process(self.merge.release(min(until, end)))
        if self._over(end):
            self._ebb()

    def _over(self, end: int) -> bool:
        """The day is over when the clock has passed it and something has moved on a later day."""
        return self.merge.time() > end and self.merge.moved_to > end

    def _open_first_day(self, until: int) -> None:
        """Days are counted from the first movement: master data may be decades older."""
        if self.day is None:
            first = self.merge.first_time(("txn", "balance"))
            if first is not None and first <= until:
                self.day = self.calendar.local_date(first)

    def _pull_back(self, day: date) -> None:
        """Another shard has an older day to close: its close is everybody's."""
        if self.day is None or (day < self.day and self.stages.closed is None):
            self.day = day

    def _process(self, due: dict[str, pl.DataFrame]) -> None:
        for kind, rows in rounds(due):
            self.stages.take(kind, rows, self.merge.clock)

    # ---- the end of a day

    @property
    def passed(self) -> date | None:
        """The last day whose effects are all in: its facts can be stored and its profiles made."""
        if self.day is None or not self._over(self.calendar.end_of_day_ms(self.day)):
            return self.stages.closed
        return self.day if self.tides.over(self.day.toordinal()) else self.stages.closed

    def _ebb(self) -> None:
        assert self.day is not None
        exchange = self.tides.next(self.day.toordinal())
        if exchange is None:
            return
        said = mark("tide", day=self.day.toordinal(), partition=self.partition, exchange=exchange)
        self.outbox.to_log += [(partition, said) for partition in range(self.partitions)]

    def _profiled(self, mark: Frame, incomplete: list[str]) -> None:
        day = day_of(mark)
        if self.day is None or day < self.day:
            return
        for kind, rows in self.closing.take(mark):
            self.stages.close_rows(kind, rows, day)
        self.stages.close(day, frozenset(incomplete))
        self.tides.forget(day.toordinal())
        self.day = day + timedelta(days=1)
        self._advance()
