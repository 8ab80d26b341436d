"""Stream features and customer-days of one customer, by looking at everything the customer ever did, again for each record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from detectors.calendar import Calendar
from detectors.features import Agg, Feature

Row = Mapping[str, Any]
MINUTE_MS = 60_000


def feature_of(feature: Feature, mask: Sequence[bool], seen: Sequence[Row], calendar: Calendar) -> int:
    """The feature as of the last row of `seen`; `mask` says which rows its condition holds for."""
    if feature.agg in (Agg.GAP, Agg.FIRST):
        return _since(feature, mask, seen)
    if feature.by == "counterparty":
        return _of_party(feature, mask, seen) if mask[-1] else 0
    now = seen[-1]["day"]
    first = now - timedelta(feature.days - 1) if feature.days else calendar.window_start(now, feature.business_days)
    values = [_value(feature, row) for row, fits in zip(seen, mask, strict=True) if fits and first <= row["day"] <= now]
    return {Agg.SUM: sum(values), Agg.COUNT: len(values), Agg.MAX: max(values, default=0)}[feature.agg]


def _since(feature: Feature, mask: Sequence[bool], seen: Sequence[Row]) -> int:
    days = [row["day"] for row, fits in zip(seen[:-1], mask[:-1], strict=True) if fits]
    if feature.agg is Agg.FIRST:
        return int(not days)
    return max((seen[-1]["day"] - max(days)).days, 0) if days else -1


def _of_party(feature: Feature, mask: Sequence[bool], seen: Sequence[Row]) -> int:
    now = seen[-1]
    return sum(
        _value(feature, row)
        for row, fits in zip(seen, mask, strict=True)
        if fits
        and party(row) == party(now)
        and now["_time"] - feature.minutes * MINUTE_MS < row["_time"] <= now["_time"]
    )


def party(row: Row) -> str | None:
    """The counterparty by name, else by account."""
    return row["cp_name"] or row["cp_account"]


def _value(feature: Feature, row: Row) -> int:
    return (row[feature.value] or 0) if feature.value else 1


def day_sums(rows: Sequence[Row]) -> dict[str, int]:
    """One customer-day: what moved on it (DOMAIN §0.2). `rows`: the customer's entries of that day."""
    out = [row for row in rows if row["signed"] < 0]
    moves = [row for row in rows if row["business"] not in ("payroll", "tax", "sweep")]
    away = [row for row in moves if row["same_name"] and row["other_bank"]]
    counted = [row for row in rows if not row["reversal"]]
    return {
        "in_amt": sum(row["signed"] for row in rows if row["signed"] > 0),
        "out_amt": -sum(row["signed"] for row in out),
        "op_in": sum(row["signed"] for row in rows if row["op_in"]),
        "op_out": -sum(row["signed"] for row in rows if row["op_out"]),
        "n_op_in": sum(1 for row in counted if row["op_in"]),
        "n_op_out": sum(1 for row in counted if row["op_out"]),
        "out_same": -sum(row["signed"] for row in away if row["cdt_dbt"] == "DBIT"),
        "in_same": sum(row["signed"] for row in away if row["cdt_dbt"] == "CRDT"),
        "tax": -sum(row["signed"] for row in rows if row["business"] == "tax"),
        "payroll": -sum(row["signed"] for row in rows if row["business"] == "payroll"),
    }


def days_between(first: date, last: date) -> list[date]:
    """Every calendar day from the first to the last, both included."""
    return [first + timedelta(n) for n in range((last - first).days + 1)]
