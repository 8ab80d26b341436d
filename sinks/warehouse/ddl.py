"""Tables for facts, derived from the frames' own columns: one definition, no second list."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

TYPES: list[tuple[type[pl.DataType], str]] = [
    (pl.String, "Nullable(String)"),
    (pl.Int64, "Nullable(Int64)"),
    (pl.UInt64, "UInt64"),
    (pl.Int32, "Nullable(Int32)"),
    (pl.Float64, "Nullable(Float64)"),
    (pl.Boolean, "Nullable(Bool)"),
    (pl.Date, "Nullable(Date32)"),  # Date ends in 2149 and begins in 1970: a valid_to of 9999 must not wrap
    (pl.Datetime, "Nullable(DateTime64(3, 'UTC'))"),
    (pl.List, "Array(String)"),
    (pl.Binary, "String"),
]

# What makes a row the same row. A repeat has the same id; the customer comes first because every question is about customers.
KEYS = {
    "customer_day": ("customer_id", "day"),
    "loan_money": ("customer_id", "day"),
    "profile": ("customer_id", "day"),
    "finding": ("customer_id", "rule_id", "finding_id"),
    "alert": ("customer_id", "alert_id"),
    "task_event": ("event_id",),
    "suppression": ("customer_id", "finding_id", "reason"),
    "dead_letter": ("day", "reason", "topic", "source_partition", "source_offset"),
    "shard_state": ("log_partition", "customer_id"),
    "shard_mark": ("log_partition",),
    "source_state": ("source",),
    "unknown_field": ("stream", "field", "run"),
}
FACT_KEY = ("customer_id", "day", "event_id")

# Grow by the day: split by month, so that a close reads the months of its windows and retention drops whole months. The day is part of
# their keys, so two versions of a row never lie in different months.
BY_MONTH = frozenset({"txn", "balance", "customer_day", "profile"})


def key_of(table: str) -> tuple[str, ...]:
    """The columns that identify a row."""
    return KEYS.get(table, FACT_KEY)


def create_table(table: str, schema: Mapping[str, pl.DataType]) -> str:
    """CREATE TABLE for rows of this schema. The version column decides which of two rows under one key holds."""
    key = key_of(table)
    columns = ", ".join(f"`{n}` {column_type(t, n in key)}" for n, t in schema.items())
    months = " PARTITION BY toYYYYMM(day)" if table in BY_MONTH else ""
    return (
        f"CREATE TABLE IF NOT EXISTS {table} ({columns}) ENGINE = ReplacingMergeTree(version){months} "
        f"ORDER BY ({', '.join(key)})"
    )


def add_columns(table: str, schema: Mapping[str, pl.DataType]) -> str:
    """ALTER TABLE for columns that older rows have not."""
    return f"ALTER TABLE {table} " + ", ".join(
        f"ADD COLUMN IF NOT EXISTS `{n}` {column_type(t, False)}" for n, t in schema.items()
    )


def column_type(kind: pl.DataType, key: bool) -> str:
    """The ClickHouse type of a Polars column; keys are never null."""
    for polars, name in TYPES:
        if kind.base_type() is polars:
            return name.removeprefix("Nullable(")[:-1] if key and name.startswith("Nullable(") else name
    raise TypeError(f"no ClickHouse type for {kind}")
