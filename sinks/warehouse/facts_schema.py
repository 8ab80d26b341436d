"""The tables of facts and their columns: what a query may read, whether or not a row has come yet."""

from __future__ import annotations

import polars as pl

from events.finding import FINDING_SCHEMA
from events.streams import STREAMS, frame_schema
from sinks.warehouse.base import Warehouse

PLACE: dict[str, pl.DataType] = {
    "customer_id": pl.String(), "day": pl.Date(), "event_id": pl.String(), "event_time": pl.Datetime("ms", "UTC"),
    "source_offset": pl.Int64(), "log_offset": pl.Int64(), "log_partition": pl.Int64(), "version": pl.UInt64(),
}  # fmt: skip
IDENTIFIED: dict[str, pl.DataType] = {  # what identification adds to an account entry
    "signed": pl.Int64(), "business": pl.String(), "cp_kind": pl.String(), "cp_bank_entity": pl.String(),
    "cp_customer_id": pl.String(), "same_name": pl.Boolean(), "other_bank": pl.Boolean(), "op_in": pl.Boolean(),
    "op_out": pl.Boolean(), "out_ext": pl.Boolean(), "cross_border": pl.Boolean(),
}  # fmt: skip
CONCERNS: dict[str, pl.DataType] = {
    "concerns": pl.String()
}  # what the party it names is to the customer: self, guarantor, …
AMOUNTS = (
    "bal", "in_amt", "out_amt", "op_in", "op_out", "n_in", "n_out", "n_op_in", "n_op_out", "out_same", "in_same", "out_ext",
    "tax", "payroll",
)  # fmt: skip
TASK_EVENT: dict[str, pl.DataType] = {  # what the desk says of its tasks
    **dict.fromkeys(("event_id", "alert_id", "customer_id", "task_id", "who", "action", "state", "result_code", "note", "owner"), pl.String()),
    "at": pl.Datetime("ms", "UTC"), "version": pl.UInt64(),
}  # fmt: skip
VERSIONED: dict[str, pl.DataType] = {"customer_id": pl.String(), "day": pl.Date(), "version": pl.UInt64()}


def fact_tables() -> dict[str, dict[str, pl.DataType]]:
    """Every table of facts with its columns."""
    tables = {stream: {**frame_schema(stream), **PLACE} for stream in STREAMS}
    tables["txn"] |= IDENTIFIED
    for stream in ("ruling", "tender"):
        tables[stream] |= CONCERNS
    return {
        **tables,
        "customer_day": {**VERSIONED, **dict.fromkeys(AMOUNTS, pl.Int64())},
        "loan_money": {**VERSIONED, "left": pl.Int64()},
        "task_event": TASK_EVENT,
        "finding": {**FINDING_SCHEMA, "version": pl.UInt64()},
    }


def prepare_facts(warehouse: Warehouse) -> None:
    """Make sure that every table of facts can be read. Called at start by whoever asks questions."""
    for table, columns in fact_tables().items():
        warehouse.prepare(table, columns)
