"""The merge: rows of many sources wait here and leave in event-time order.

Whatever way the sources were interleaved, a shard sees its rows ordered by (event_time, source, source_offset). A row leaves when
the clock has passed it. The clock is the smallest watermark over the sources that hold it; when none holds, it is the
latest event time seen. A row that comes behind the clock is late and leaves at once. The clock never goes back.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import polars as pl

from events.eager import ticks
from streams.log import BEGINNING, Frame

ORDER = ("_time", "_source", "source_offset")


@dataclass
class Reading:
    """How far one source has been read."""

    watermark: int = BEGINNING
    holds: bool = True
    high: int = -1  # highest source offset taken: what is at or below it is a repeat


@dataclass(frozen=True)
class Held:
    """A frame that still has rows waiting: where it lies, and the high-water mark its rows were judged against."""

    offset: int
    source: str
    high_before: int
    latest: int


class Merge:
    """Rows waiting for their time, the readings of all sources, and the clock."""

    def __init__(self, sources: Iterable[str] = ()) -> None:
        self.readings = {source: Reading() for source in sources}
        self.clock = BEGINNING
        self.seen_to = BEGINNING
        self.moved_to = BEGINNING  # the latest event time of a movement, or of the mark that a day is over
        self._waiting: dict[str, list[pl.DataFrame]] = {}
        self._held: list[Held] = []

    def read(self, frame: Frame) -> None:
        """Take note of how far the sources that the frame speaks of have come."""
        header = frame.header
        if header.source:
            self._read(header.source, header.watermark, header.holds)
        for said in header.marks:
            self._read(*said)

    def _read(self, source: str, watermark: int | None, holds: bool) -> None:
        reading = self.readings.setdefault(source, Reading())
        reading.holds = holds
        if watermark is not None:
            reading.watermark = max(reading.watermark, watermark)
            self.seen_to = max(self.seen_to, watermark)
            if _moves(source):
                self.moved_to = max(self.moved_to, watermark)

    def fresh(self, frame: Frame) -> pl.DataFrame:
        """The frame's rows that its source has not delivered before."""
        reading = self.readings.setdefault(frame.header.source, Reading())
        if frame.rows["source_offset"].min() > reading.high:  # type: ignore[operator]  # an integer column's minimum
            return frame.rows
        return frame.rows.filter(pl.col("source_offset") > reading.high)

    def hold(self, kind: str, source: str, rows: pl.DataFrame, offset: int) -> None:
        """Let rows wait. They carry their place in the log, so that a checkpoint can say from where to read again."""
        reading = self.readings.get(source, Reading())  # an effect has no source: it is idempotent by its id
        high, latest = int(rows["source_offset"].max()), _ms(rows)[1]  # type: ignore[arg-type]
        self._held.append(Held(offset, source, reading.high, latest))
        reading.high = max(reading.high, high)
        self.seen_to = max(self.seen_to, latest)
        if _moves(source):
            self.moved_to = max(self.moved_to, latest)
        places = pl.lit(offset, dtype=pl.Int64).alias("log_offset")
        self._waiting.setdefault(kind, []).append(rows.with_columns_seq(pl.lit(source).alias("_source"), places))

    def time(self) -> int:
        """Where the clock may go (epoch ms, never back)."""
        holding = [r.watermark for r in self.readings.values() if r.holds]
        return max(self.clock, min(holding) if holding else self.seen_to)

    def release(self, until: int) -> dict[str, pl.DataFrame]:
        """Move the clock and let go of every row at or before it, by kind, in order."""
        self.clock = max(self.clock, until)
        due = {kind: rows for kind in list(self._waiting) if (rows := self._take(kind)) is not None}
        self._held = [held for held in self._held if held.latest > self.clock]
        return due

    def _take(self, kind: str) -> pl.DataFrame | None:
        pieces = self._waiting[kind]
        ready = [piece for piece in pieces if _ms(piece)[0] <= self.clock]
        if not ready:
            return None
        kept = [piece for piece in pieces if _ms(piece)[0] > self.clock]
        rows = pl.concat(ready, how="diagonal") if len(ready) > 1 else ready[0]
        rows, later = _parted(rows, self.clock)
        if later.height:
            kept.append(later)
        rows = rows.with_columns_seq(pl.Series("_time", ticks(rows["event_time"])))
        self._waiting[kind] = kept
        if not kept:
            del self._waiting[kind]
        return rows if _in_order(rows) else rows.sort(ORDER, maintain_order=True)

    def first_time(self, kinds: Iterable[str]) -> int | None:
        """The earliest event time waiting among these kinds, epoch ms."""
        return min((_ms(piece)[0] for kind in kinds for piece in self._waiting.get(kind, ())), default=None)

    @property
    def waiting(self) -> int:
        """How many rows wait."""
        return sum(piece.height for pieces in self._waiting.values() for piece in pieces)

    def resume_at(self, position: int) -> tuple[int, dict[str, int]]:
        """From which log offset to read again after `position`, and the high-water marks in force there."""
        highs = {source: reading.high for source, reading in self.readings.items()}
        for held in reversed(self._held):
            highs[held.source] = held.high_before
        highs.pop("", None)
        return min([held.offset for held in self._held], default=position + 1), highs


def _parted(rows: pl.DataFrame, clock: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The rows up to the clock and those after it; where these lie together, as they mostly do, without copying any."""
    later = ticks(rows["event_time"]) > clock
    first = int(later.argmax()) if later.any() else len(later)
    if later[first:].all():
        return rows[:first], rows[first:]
    return rows.filter(pl.Series(~later)), rows.filter(pl.Series(later))


def _in_order(rows: pl.DataFrame) -> bool:
    """Whether rows lie in the order of the merge: mostly they do, for one source is read in the order of time."""
    if rows["_source"].n_unique() > 1:
        return False
    times, offsets = rows["_time"].to_numpy(), rows["source_offset"].to_numpy()
    steps = np.diff(times)
    return bool(((steps > 0) | ((steps == 0) & (np.diff(offsets) >= 0))).all())


def _moves(source: str) -> bool:
    """Whether a source's time makes days end: entries and balances do, and the word that a day is over ("end"). Master data may be
    dated far ahead of the last entry, and must not close days that nobody has lived yet."""
    return source.split("/")[0].rsplit(".", 1)[-1] in ("txn", "balance", "end", "wall")


def _ms(rows: pl.DataFrame) -> tuple[int, int]:
    times = ticks(rows["event_time"])
    return int(times.min()), int(times.max())


def rounds(due: dict[str, pl.DataFrame]) -> list[tuple[str, pl.DataFrame]]:
    """Frames to be processed one after the other so that every customer sees its own rows in order.

    Customers are independent of each other, so a customer's first run of one kind can be processed together with every other
    customer's first run: the order within a customer is kept and the frames stay large.
    """
    if len(due) < 2:
        return list(due.items())
    keys = pl.concat(
        rows.select_seq("customer_id", *ORDER, "log_offset", _row=pl.int_range(pl.len()), _kind=pl.lit(kind))
        for kind, rows in due.items()
    ).sort(*ORDER, "_kind", maintain_order=True)
    run = (pl.col("_kind") != pl.col("_kind").shift(1)).fill_null(False).cum_sum().over("customer_id")
    plan = keys.with_columns_seq(_round=run).sort("_round", maintain_order=True)
    return [
        (str(kind), due[str(kind)][part["_row"].sort()])
        for (_, kind), part in plan.group_by("_round", "_kind", maintain_order=True)
    ]
