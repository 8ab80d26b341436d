"""The merge: rows of many sources wait here and leave in event-time order.

Whatever way the sources were interleaved, a shard sees its rows ordered by (event_time, source, source_offset). A row leaves when
the clock has passed it. The clock is the smallest watermark over the sources that hold it; when none holds, it is the
latest that has been said of any. A row that comes behind the clock is late and leaves at once. The clock never goes back.

Rows themselves move nothing: one dated ahead of the wall waits here until what intake says of the sources, which is never ahead of the wall, has
come to it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter

import numpy as np
import polars as pl
from numpy.typing import NDArray

from events.eager import beside, constant, ticks
from streams.log import BEGINNING, Frame

Longs = NDArray[np.int64]
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


@dataclass(frozen=True)
class Piece:
    """Rows of one source that wait together, and their event times (epoch ms)."""

    source: str
    rows: pl.DataFrame
    times: Longs

    @cached_property
    def first(self) -> int:
        """The earliest of the times."""
        return int(self.times.min())

    @cached_property
    def latest(self) -> int:
        """The latest of the times."""
        return int(self.times.max())

    def until(self, clock: int) -> Piece:
        """The rows up to the clock, of which there are some."""
        return self if self.latest <= clock else self._where(self.times <= clock)

    def after(self, clock: int) -> Piece:
        """The rows behind the clock, of which there are some."""
        return self if self.first > clock else self._where(self.times > clock)

    def _where(self, chosen: NDArray[np.bool_]) -> Piece:
        at = np.flatnonzero(chosen)
        first, end = int(at[0]), int(at[-1]) + 1
        if end - first == len(at):  # mostly they lie together, and nothing is copied
            return Piece(self.source, self.rows[first:end], self.times[first:end])
        return Piece(self.source, self.rows[at], self.times[at])


class Merge:
    """Rows waiting for their time, the readings of all sources, and the clock."""

    def __init__(self, sources: Iterable[str] = ()) -> None:
        self.readings = {source: Reading() for source in sources}
        self.clock = BEGINNING
        self.seen_to = BEGINNING  # the highest watermark of all
        self.moved_to = BEGINNING  # the highest of a source of movements, or of the mark that a day is over
        self._waiting: dict[str, list[Piece]] = {}
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
        piece = Piece(source, _placed(rows, source, offset), ticks(rows["event_time"]))
        self._held.append(Held(offset, source, reading.high, piece.latest))
        reading.high = max(reading.high, int(rows["source_offset"].max()))  # type: ignore[arg-type]
        self._waiting.setdefault(kind, []).append(piece)

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
        pieces = self._waiting.pop(kind)
        due = [piece.until(self.clock) for piece in pieces if piece.first <= self.clock]
        kept = [piece.after(self.clock) for piece in pieces if piece.latest > self.clock]
        if kept:
            self._waiting[kind] = kept
        return _ordered(due) if due else None

    def first_time(self, kinds: Iterable[str] | None = None) -> int | None:
        """The earliest event time waiting among these kinds or all, epoch ms."""
        asked = self._waiting if kinds is None else kinds
        return min((piece.first for kind in asked for piece in self._waiting.get(kind, ())), default=None)

    @property
    def waiting(self) -> int:
        """How many rows wait."""
        return sum(piece.rows.height for pieces in self._waiting.values() for piece in pieces)

    def resume_at(self, position: int) -> tuple[int, dict[str, int]]:
        """From which log offset to read again after `position`, and the high-water marks in force there."""
        highs = {source: reading.high for source, reading in self.readings.items()}
        for held in reversed(self._held):
            highs[held.source] = held.high_before
        highs.pop("", None)
        return min([held.offset for held in self._held], default=position + 1), highs


def _placed(rows: pl.DataFrame, source: str, offset: int) -> pl.DataFrame:
    return beside(rows, constant("_source", source, len(rows)), constant("log_offset", offset, len(rows)))


def _ordered(pieces: list[Piece]) -> pl.DataFrame:
    """Their rows in the order of the merge, with `_time`."""
    pieces = sorted(pieces, key=attrgetter("source"))
    rows = pl.concat([piece.rows for piece in pieces], how="diagonal") if len(pieces) > 1 else pieces[0].rows
    times = np.concatenate([piece.times for piece in pieces])
    rows = beside(rows, pl.Series("_time", times))
    offsets = rows["source_offset"].to_numpy()
    sources, source_of = np.unique([piece.source for piece in pieces], return_inverse=True)
    if len(sources) == 1 and _rise(times, offsets):  # mostly so in a replay
        return rows
    return rows[np.lexsort((offsets, np.repeat(source_of, [len(piece.times) for piece in pieces]), times))]


def _rise(times: Longs, offsets: Longs) -> bool:
    steps = np.diff(times)
    return bool(((steps > 0) | ((steps == 0) & (np.diff(offsets) >= 0))).all())


def _moves(source: str) -> bool:
    """Whether a source's time makes days end: entries and balances do, and the word that a day is over ("end"). Master data may be
    dated far ahead of the last entry, and must not close days that nobody has lived yet."""
    return source.split("/")[0].rsplit(".", 1)[-1] in ("txn", "balance", "end", "wall")


def _of_others(frames: Iterable[pl.DataFrame]) -> bool:
    """Whether no customer has rows in two of the frames: mostly so in a live feed, whose steps are small."""
    seen = set[str | None]()
    for frame in frames:
        theirs = set(frame["customer_id"].to_list())
        if not seen.isdisjoint(theirs):
            return False
        seen |= theirs
    return True


def rounds(due: dict[str, pl.DataFrame]) -> list[tuple[str, pl.DataFrame]]:
    """Frames to be processed one after the other so that every customer sees its own rows in order.

    Customers are independent of each other, so a customer's first run of one kind can be processed together with every other
    customer's first run: the order within a customer is kept and the frames stay large.
    """
    if _of_others(due.values()):
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
