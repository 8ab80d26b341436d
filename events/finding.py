"""Findings: what a detector says of a fact. Derived ids, evidence inside, no log position: live and replay are equal to the byte."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import cache
from typing import Any

import msgspec
import polars as pl

FINDING_SCHEMA: dict[str, pl.DataType] = {
    "finding_id": pl.String(),
    "rule_id": pl.String(),
    "rule_version": pl.Int64(),
    "customer_id": pl.String(),
    "object_id": pl.String(),
    "severity": pl.String(),
    "state": pl.String(),
    "event_time": pl.Datetime("ms", "UTC"),
    "day": pl.Date(),
    "trigger_id": pl.String(),
    "title_zh": pl.String(),
    "title_en": pl.String(),
    "money_at_stake": pl.Int64(),
    "evidence": pl.String(),
    "recipients": pl.List(pl.String()),
    "audience": pl.String(),
    "due_at": pl.Datetime("ms", "UTC"),
    "expires_at": pl.Datetime("ms", "UTC"),
    "cause_id": pl.String(),
}


def finding_id(rule_id: str, customer_id: str, object_id: str | None, trigger_id: str) -> str:
    """blake2b-16 of rule, customer, object and trigger: the same fact gives the same id in every replay."""
    basis = f"{rule_id}|{customer_id}|{object_id or ''}|{trigger_id}"
    return hashlib.blake2b(basis.encode(), digest_size=16).hexdigest()


@cache
def no_findings() -> pl.DataFrame:
    """An empty frame of findings."""
    return pl.DataFrame(schema=FINDING_SCHEMA)


def lines(findings: pl.DataFrame) -> Iterable[bytes]:
    """One JSON object for each finding, fields in the order of the schema, times in epoch ms."""
    return map(msgspec.json.encode, rows(findings))


def rows(findings: pl.DataFrame) -> list[dict[str, Any]]:
    """Findings as plain data, times in epoch ms and the day as text: what the alert layer takes and state can hold."""
    columns = (findings[name] for name in FINDING_SCHEMA)
    plain = pl.DataFrame([one.to_physical() if one.dtype == pl.Datetime else one for one in columns]).to_dicts()
    for row in plain:
        row["day"] = row["day"] and row["day"].isoformat()
    return plain
