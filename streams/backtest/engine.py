"""An engine that judges some rules alone: of a day's close it asks for what they read, and it stores the facts that this needs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path

import polars as pl

from detectors.calendar import Calendar
from detectors.profiles import READS
from detectors.rules import RuleSet
from sinks.warehouse import Warehouse
from streams.backtest.narrowed import closes_of
from streams.local import LocalEngine
from streams.shard.checkpoint import Checkpoint

PROFILE = "profile"


class BacktestEngine(LocalEngine):
    """Keeps no state and no facts but those that the day's close reads; none at all where no rule reads one."""

    def __init__(
        self, rules: RuleSet, calendar: Calendar, warehouse: Warehouse, partitions: int = 1, sources: Iterable[str] = (),
        stated: Sequence[Path] = (),
    ) -> None:  # fmt: skip
        """`stated`: Arrow files of profiles as they were stated, day by day; without them they are worked out anew, as of each day."""
        super().__init__(rules, calendar, warehouse, partitions, sources)
        self._stated = stated if PROFILE in closes_of(rules) else ()
        self._kinds = closes_of(rules) - ({PROFILE} if self._stated else set())

    def keep(self, table: str, rows: pl.DataFrame) -> None:
        """Facts that some query of a day's close reads, in the columns it reads."""
        if self._kinds and table in READS:
            super().keep(table, rows.select(name for name in rows.columns if name in READS[table]))

    def save(self) -> list[Checkpoint]:
        """Only customer-days have to be there for a close."""
        return super().save() if self._kinds else []

    def _frames_of(self, day: date) -> Mapping[str, pl.DataFrame]:
        frames = self.profiles.close(day, self._kinds) if self._kinds else {}
        return {**frames, PROFILE: self._as_stated(day)} if self._stated else frames

    def _as_stated(self, day: date) -> pl.DataFrame:
        return pl.scan_ipc(list(self._stated)).filter(pl.col("day") == day).collect()
