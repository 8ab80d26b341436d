"""Customers' state made anew from stored facts: what another version of the program has saved cannot be read, what it stored can.

facts up to the mark's clock, day after day, through shards of this version → the customers' rows, under the mark that was

The facts are those of the past as it is known now, each where it belongs: what came late or was corrected is not late here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from detectors.calendar import Calendar
from detectors.rules import RuleSet
from sinks.warehouse import Mark, Warehouse
from streams.backtest import BacktestEngine, FromFacts
from streams.rerun import Progress
from streams.shard import saved
from streams.shard.checkpoint import checkpoint

Facts = Mapping[str, Callable[[], Iterator[pl.DataFrame]]]
Rows = list[tuple[str, bytes]]  # customer, saved row


class UpTo(BacktestEngine):
    """Closes no day after the last that was closed."""

    def __init__(self, *given: Any, last: date | None, **more: Any) -> None:
        super().__init__(*given, **more)
        self._last = last

    def _day_over(self) -> date | None:
        day = super()._day_over()
        return day if day is not None and self._last is not None and day <= self._last else None


def rebuilt(
    rules: RuleSet, calendar: Calendar, scratch: Warehouse, facts: Facts, stated: Sequence[Path], mark: Mark, progress: Progress
) -> tuple[Rows, Mark]:  # fmt: skip
    """The rows of a log of one partition, and the mark to be saved with them. `scratch`: an empty warehouse; `stated`: profiles as they were stated."""
    position, clock, closed = (mark.payload[name] for name in ("position", "clock", "closed"))
    last = date.fromisoformat(closed) if closed else None
    known = {stream: partial(_until, source, clock) for stream, source in facts.items()}
    run = FromFacts(rules, calendar, scratch, known, engine=partial(UpTo, stated=stated, last=last))
    run.run(progress)
    over = max(clock, calendar.end_of_day_ms(last) + 1 if last else clock)
    run.engine.watermark("end", over, holds=False)
    shard = run.engine.shards[0]
    everybody = np.arange(len(shard.stages.customers))
    blobs = saved.rows(shard.stages, everybody, (position, clock)).texts()
    rows = list(zip(shard.stages.customers.ids, blobs, strict=True))
    return rows, Mark(mark.version, {**checkpoint(shard).payload, **mark.payload})


def _until(source: Callable[[], Iterator[pl.DataFrame]], clock: int) -> Iterator[pl.DataFrame]:
    """What the shard had judged when it was marked."""
    for piece in source():
        known = piece.filter(pl.col("event_time").dt.epoch("ms") <= clock)
        if known.height:
            yield known
