"""The frames of a day close, waiting for the mark that ends them.

A close is written by whoever owns log partition 0. It may die half-way, and its successor writes the close again; so each run of a
close has a name of its own, and only the run whose mark "profiled" has come counts, as a whole.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from itertools import groupby

import polars as pl

from streams.log import Frame


def day_of(frame: Frame) -> date:
    """The day that a frame of a close is about."""
    return date.fromordinal(int(frame.header.note["day"]))  # type: ignore[arg-type]


@dataclass
class Closing:
    """Frames of closes that have not ended, with their places in the log."""

    frames: list[tuple[int, Frame]] = field(default_factory=list)

    def hold(self, frame: Frame, offset: int) -> None:
        """Let a frame wait for its mark."""
        self.frames.append((offset, frame))

    def take(self, mark: Frame) -> list[tuple[str, pl.DataFrame]]:
        """What the run that this mark ends has said, by kind: a large frame comes in pieces, and means the same. Other runs of that day, and of
        earlier days, are dropped."""
        day, run = day_of(mark), mark.header.note.get("run")
        mine = [frame for _, frame in self.frames if day_of(frame) == day and frame.header.note.get("run") == run]
        self.frames = [(offset, frame) for offset, frame in self.frames if day_of(frame) > day]
        runs = groupby((frame for frame in mine if frame.rows.height), key=lambda frame: frame.kind)
        return [(kind, pl.concat([frame.rows for frame in frames], how="diagonal")) for kind, frames in runs]

    @property
    def first(self) -> int | None:
        """The log offset from which they must be read again after a crash."""
        return self.frames[0][0] if self.frames else None
