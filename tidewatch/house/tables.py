"""Alerts, suppressions and transitions as rows of the warehouse: what the desk is rebuilt from, what boards read."""

from __future__ import annotations

import hashlib
from typing import Any

import polars as pl

from sinks.warehouse import Warehouse

Row = dict[str, Any]

ALERT: dict[str, pl.DataType] = {
    **dict.fromkeys(
        ("customer_id", "customer_name", "alert_id", "rule_id", "object_id", "severity", "state", "notify", "title_zh", "title_en", "evidence", "cause_id", "audience", "suppressed_by"),
        pl.String(),
    ),
    **dict.fromkeys(
        ("rule_version", "first_fact_time", "last_fact_time", "last_update", "money_at_stake", "due_at", "expires_at"), pl.Int64()
    ),
    "recipients": pl.List(pl.String()), "findings": pl.List(pl.String()), "version": pl.UInt64(),
}  # fmt: skip
SUPPRESSION: dict[str, pl.DataType] = {
    **dict.fromkeys(("customer_id", "finding_id", "reason", "rule_id", "by", "audience"), pl.String()),
    "event_time": pl.Int64(), "version": pl.UInt64(),
}  # fmt: skip
TASK_EVENT: dict[str, pl.DataType] = {
    **dict.fromkeys(
        ("customer_id", "event_id", "alert_id", "task_id", "who", "action", "state", "result_code", "note", "owner", "severity", "audience", "saved"),
        pl.String(),
    ),
    "day": pl.Date(), "at": pl.Datetime("ms", "UTC"), "due_at": pl.Int64(), "version": pl.UInt64(),
}  # fmt: skip
TABLES = {"alert": ALERT, "suppression": SUPPRESSION, "task_event": TASK_EVENT}


def prepare(warehouse: Warehouse) -> None:
    """Make the tables, so that queries find them empty."""
    for table, schema in TABLES.items():
        warehouse.prepare(table, schema)


def frame(table: str, rows: list[Row]) -> pl.DataFrame:
    """Rows as the table keeps them."""
    schema = TABLES[table]
    plain = [{name: row.get(name) for name in schema} for row in rows]
    times = {name: pl.Int64() for name, kind in schema.items() if kind == pl.Datetime}
    made = pl.DataFrame(plain, schema={**schema, **times}, orient="row")
    return made.with_columns(pl.col(name).cast(pl.Datetime("ms")).dt.replace_time_zone("UTC") for name in times)


def transition(row: Row, version: int) -> Row:
    """A desk event with its derived id: the same step of the same alert at the same moment is the same row."""
    basis = f"{row['alert_id']}|{row['at']}|{row['who']}|{row['action']}|{row['state']}|{row['note']}"
    return {**row, "event_id": hashlib.blake2b(basis.encode(), digest_size=16).hexdigest(), "version": version}
