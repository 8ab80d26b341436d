"""Rows as they are stored: of each key the one with the highest version, of each record what was stated last."""

from __future__ import annotations

from datetime import date

import polars as pl

from sinks.warehouse.base import Warehouse
from sinks.warehouse.ddl import key_of
from sinks.warehouse.facts_schema import fact_tables

DESK_TABLES: dict[str, dict[str, pl.DataType]] = {  # what is read of tables that are not facts
    "alert": {"rule_id": pl.String(), "audience": pl.String(), "money_at_stake": pl.Int64()},
    "suppression": {"event_time": pl.Int64(), "audience": pl.String()},
    "dead_letter": {"day": pl.Date()},
    "task_event": {**fact_tables()["task_event"], "audience": pl.String(), "due_at": pl.Int64()},
}


class Rows:
    """The rows of one warehouse up to a day."""

    def __init__(self, warehouse: Warehouse, day: date) -> None:
        self._warehouse = warehouse
        self.day = day

    def of(self, table: str, *columns: str) -> pl.DataFrame:
        """A table's rows up to the day, of each key the one with the highest version."""
        schema = DESK_TABLES.get(table) or fact_tables()[table]
        key = key_of(table)
        dated = {"day"} & set(schema)
        wanted = sorted({*columns, *key, *dated, "version"})
        raw = self._warehouse.query(f"SELECT {', '.join(f'`{name}`' for name in wanted)} FROM {table}")
        latest = raw.sort("version", maintain_order=True).unique(list(key), keep="last", maintain_order=True)
        latest = latest.with_columns(pl.col(n).cast(k) for n, k in schema.items() if n in latest.columns)
        return latest.filter(pl.col("day") <= self.day) if dated else latest

    def last(self, table: str, by: tuple[str, ...], *columns: str) -> pl.DataFrame:
        """A table's records as last stated."""
        found = self.of(table, "event_time", "log_offset", *by, *columns)
        return found.sort("event_time", "log_offset", maintain_order=True).unique(
            list(by), keep="last", maintain_order=True
        )
