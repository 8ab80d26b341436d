"""Warehouses for boards: an empty one, a small bank as a replay leaves it, one with counters of many organisations."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import polars as pl

from dashboards.question import WHOLE_BANK, Question, as_sent
from sinks.warehouse import EmbeddedWarehouse, Mark, StateStore
from sinks.warehouse.kpi import Kpis
from sinks.warehouse.questions import Questions
from tests.sinks.warehouse.bank import DAY, facts, state

PERIOD = (datetime(2026, 1, 1, tzinfo=UTC), datetime(DAY.year, DAY.month, DAY.day, 12, tzinfo=UTC))
NOON_MS = int(PERIOD[1].timestamp() * 1000)
SECRET = "机密"  # what a finding of the anti-money-laundering desk says here: nothing that a board shows may contain it


def answer(
    warehouse: EmbeddedWarehouse, sql: str, org: str = WHOLE_BANK, rm: str = "R1", last: datetime | None = None
) -> pl.DataFrame:
    """What a panel gets."""
    return warehouse.query(as_sent(sql, PERIOD[0], last or PERIOD[1], {"org": org, "rm": rm}))


def asked(warehouse: EmbeddedWarehouse, question: Question, **more: Any) -> pl.DataFrame:
    """What a question's panel gets."""
    return answer(warehouse, question.sql, **more)


def empty(warehouse: EmbeddedWarehouse) -> None:
    """Nothing but the tables."""
    Questions(warehouse)


def small(warehouse: EmbeddedWarehouse) -> None:
    """Three customers with alerts, a dead letter and a shard, counted. One alert is the anti-money-laundering desk's."""
    empty(warehouse)
    state(warehouse)
    warehouse.insert(
        "alert", pl.DataFrame([alert("a1", "A", "normal"), alert("a2", "C", "risk"), alert(SECRET, "A", "aml")])
    )
    found = [found_of("A", "OUT-05", "normal"), found_of("A", SECRET, "aml")]
    warehouse.insert("finding", facts("finding", *found))
    step = {
        "event_id": SECRET,
        "alert_id": SECRET,
        "customer_id": "A",
        "state": "closed",
        "audience": "aml",
        "at": PERIOD[1],
        "note": SECRET,
        "version": 1,
    }
    warehouse.insert(
        "task_event", pl.DataFrame([step], schema_overrides={"version": pl.UInt64, "at": pl.Datetime("ms", "UTC")})
    )
    silent = {
        "customer_id": "A",
        "finding_id": SECRET,
        "rule_id": SECRET,
        "reason": SECRET,
        "audience": "aml",
        "event_time": NOON_MS,
        "version": 1,
    }
    warehouse.insert("suppression", pl.DataFrame([silent], schema_overrides={"version": pl.UInt64}))
    letter = {
        "day": [DAY],
        "stream": ["txn"],
        "reason": ["NOT_JSON"],
        "detail": ["no JSON"],
        "topic": ["t"],
        "source_offset": [1],
        "version": [1],
    }
    warehouse.insert("dead_letter", pl.DataFrame(letter, schema_overrides={"version": pl.UInt64}))
    sources = {"tidewatch.txn/0": [NOON_MS, True, 7], "tidewatch.tender/0": [NOON_MS - 1_000_000, True, 3]}
    StateStore(warehouse).save(
        0,
        [],
        Mark(8, {"position": 7, "clock": NOON_MS - 5000, "seen_to": NOON_MS, "day": str(DAY), "sources": sources}),
    )
    counted(warehouse, DAY - timedelta(1), DAY)


def alert(id: str, customer: str, audience: str) -> dict[str, Any]:
    """An open alert."""
    return {
        "alert_id": id, "customer_id": customer, "rule_id": SECRET if audience == "aml" else "OUT-05", "severity": "P1", "state": "open", "audience": audience,
        "title_zh": SECRET if audience == "aml" else "大额流出", "money_at_stake": 5000, "first_fact_time": NOON_MS - 86_400_000, "version": 1,
    }  # fmt: skip


def found_of(customer: str, rule: str, audience: str) -> dict[str, Any]:
    """An open finding."""
    return {
        "customer_id": customer,
        "rule_id": rule,
        "finding_id": rule,
        "audience": audience,
        "state": "open",
        "severity": "P1",
    }


def counted(warehouse: EmbeddedWarehouse, *days: date) -> None:
    """Count days as the house does."""
    for day in days:
        Kpis(warehouse).refresh(day)
        Kpis(warehouse).refresh_wall(day)
