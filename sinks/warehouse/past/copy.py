"""Copying facts out of a warehouse: a folder of Arrow files for each stream."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import polars as pl

from sinks.warehouse.base import Warehouse
from sinks.warehouse.facts_schema import fact_tables

HERE = Path(__file__).parent
ROWS_AT_ONCE = 2_000_000  # of the widest table about 1 GB
PLACE_IN_LOG = (
    "log_offset",
    "log_partition",
    "version",
)  # of the log they came through; they are about to go through another


def copied_profiles(warehouse: Warehouse, folder: Path, until: date) -> list[Path]:
    """What was normal for each customer at the end of each day, as it was stated: Arrow files, one after the other in time."""
    folder.mkdir(parents=True, exist_ok=True)
    spans = enumerate(_spans(warehouse, "profile", until))
    found = ((i, warehouse.query(_sql("profiles", "profile"), first=first, last=last)) for i, (first, last) in spans)
    return [_kept(rows, folder / f"profile.{i:04d}.arrow") for i, rows in found if rows.height]


def copied(warehouse: Warehouse, streams: Iterable[str], folder: Path, until: date) -> dict[str, list[Path]]:
    """The facts of these streams up to a day: stream → Arrow files in `folder`, one after the other in time. Streams without facts are left out."""
    folder.mkdir(parents=True, exist_ok=True)
    tables = fact_tables()
    found: dict[str, list[Path]] = {}
    for stream in streams:
        warehouse.prepare(stream, tables[stream])
        for i, (first, last) in enumerate(_spans(warehouse, stream, until)):
            rows = warehouse.query(_sql("rows", stream), first=first, last=last)
            if rows.height:
                found.setdefault(stream, []).append(_kept(rows, folder / f"{stream}.{i:04d}.arrow"))
    return found


def _spans(warehouse: Warehouse, stream: str, until: date) -> Iterator[tuple[date, date]]:
    """Spans of days with so many rows at once as memory bears, when they lie evenly."""
    first, last, rows = warehouse.query(_sql("span", stream), until=until).row(0)
    if not rows:
        return
    pieces = -(-rows // ROWS_AT_ONCE)
    days = -(-((last - first).days + 1) // pieces)
    for start in range(0, (last - first).days + 1, days):
        begin = first + timedelta(days=start)
        yield begin, min(begin + timedelta(days=days - 1), last)


def _kept(rows: pl.DataFrame, path: Path) -> Path:
    """A row of no customer has an empty customer_id in the warehouse."""
    rows = rows.drop(PLACE_IN_LOG, strict=False).with_columns(pl.col("customer_id").replace({"": None}))
    rows.write_ipc(path)
    return path


@cache
def _sql(name: str, table: str) -> str:
    text = (HERE / f"{name}.sql").read_text(encoding="utf-8")
    return "\n".join(line for line in text.splitlines() if not line.startswith("--")).replace("[table]", table)
