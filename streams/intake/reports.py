"""What intake tells operators: how its sources stand, and which fields came that no schema knows. Rows are absolute; a repeat changes nothing."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Iterable, Mapping

import polars as pl

from streams.intake.watermarks import BEGINNING, Mark

TIME = pl.Datetime("ms", "UTC")
SOURCE_STATE: dict[str, pl.DataType] = {
    "source": pl.String(), "state": pl.String(), "since": TIME, "watermark": TIME, "version": pl.UInt64(),
}  # fmt: skip
UNKNOWN_FIELD: dict[str, pl.DataType] = {
    "stream": pl.String(), "field": pl.String(), "run": pl.String(), "seen": pl.Int64(), "last_at": TIME, "version": pl.UInt64(),
}  # fmt: skip
NAMES = 1_000  # fields that are remembered: whoever sends made-up names must not fill a table


class SourceStates:
    """How each source stands, and since when."""

    def __init__(self) -> None:
        self._told: dict[str, Mark] = {}
        self._since: dict[str, int] = {}

    def news(self, marks: Iterable[Mark], now: float) -> pl.DataFrame:
        """Rows of table `source_state` for sources that stand otherwise than was last asked. `now`: seconds since 1970."""
        at, rows = int(now * 1000), []
        for mark in marks:
            before = self._told.get(mark.source)
            if mark == before:
                continue
            if before is None or before.state is not mark.state:
                self._since[mark.source] = at
            self._told[mark.source] = mark
            watermark = mark.watermark if mark.watermark > BEGINNING else None
            rows.append((mark.source, str(mark.state), self._since[mark.source], watermark, at))
        return pl.DataFrame(
            rows, schema={**SOURCE_STATE, "since": pl.Int64(), "watermark": pl.Int64()}, orient="row"
        ).cast({"since": TIME, "watermark": TIME})


class UnknownFields:
    """Counted since this process began. Of each chunk the first and the last record are looked at, and every one that is decoded alone."""

    def __init__(self) -> None:
        self._run = secrets.token_hex(8)
        self._seen: Counter[str] = Counter()
        self._changed: dict[str, int] = {}

    def add(self, found: Mapping[str, int], now: float) -> None:
        """Fields by `stream.name`, as intake has counted them in a chunk."""
        for name, number in found.items():
            if name in self._seen or len(self._seen) < NAMES:
                self._seen[name] += number
                self._changed[name] = int(now * 1000)

    def news(self) -> pl.DataFrame:
        """Rows of table `unknown_field` for those that have come since this was last asked."""
        changed, self._changed = self._changed, {}
        rows = [(*name.split(".", 1), self._run, self._seen[name], at, at) for name, at in changed.items()]
        made = pl.DataFrame(rows, schema={**UNKNOWN_FIELD, "last_at": pl.Int64()}, orient="row")
        return made.cast({"last_at": TIME})
