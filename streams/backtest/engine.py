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

PROFILE, TAKEN_BACK = "profile", "taken_back"


class BacktestEngine(LocalEngine):
    """Keeps no state and no facts but those that the day's close reads; none at all where no rule reads one."""

    def __init__(
        self, rules: RuleSet, calendar: Calendar, warehouse: Warehouse, partitions: int = 1, sources: Iterable[str] = (),
        stated: Sequence[Path] = (),
    ) -> None:  # fmt: skip
        """`stated`: Arrow files of profiles as they were stated, day by day; without them they are worked out anew, as of each day."""
        super().__init__(rules, calendar, warehouse, partitions, sources)
        self._stated = stated if PROFILE in closes_of(rules) else ()
        kinds = closes_of(rules) - ({PROFILE} if self._stated else set())
        self._kinds = kinds | {TAKEN_BACK} if kinds else kinds
        self._reads = {**READS, "txn": {*READS["txn"], *columns_of(rules)}}

    def keep(self, table: str, rows: pl.DataFrame) -> None:
        """Facts that some query of a day's close reads, in the columns it reads."""
        if self._kinds and table in self._reads:
            super().keep(table, rows.select(name for name in rows.columns if name in self._reads[table]))

    def save(self) -> list[Checkpoint]:
        """Only customer-days have to be there for a close."""
        return super().save() if self._kinds else []

    def _frames_of(self, day: date) -> Mapping[str, pl.DataFrame]:
        frames = self.profiles.close(day, self._kinds) if self._kinds else {}
        return {**frames, PROFILE: self._as_stated(day)} if self._stated else frames

    def _as_stated(self, day: date) -> pl.DataFrame:
        return pl.scan_ipc(list(self._stated)).filter(pl.col("day") == day).collect()


def columns_of(rules: RuleSet) -> set[str]:
    """The columns of entries by which they are taken out of stream features again."""
    masks = {name for mask in rules.masks for name in mask.meta.root_names()}
    return masks | {feature.value for feature in rules.features if feature.value}
