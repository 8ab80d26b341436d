"""What a rule author wants to know of a rule over the past: how often, for whom, for how much."""

from __future__ import annotations

from collections import Counter
from typing import Any, TypedDict

import polars as pl

from detectors.calendar import Calendar
from detectors.rules.parameters import TIERS
from streams.backtest.outcome import DAYS_A_MONTH, Outcome

LIVE = pl.col("state") == "open"


class Tier(TypedDict):
    """A tier's line."""

    customers: int
    findings: int
    per_1000_customer_months: float | None
    money_at_stake: int


class Top(TypedDict):
    """A customer with its findings."""

    customer_id: str
    tier: str
    findings: int
    money_at_stake: int


class Figures(TypedDict):
    """Money is fen. Days without findings are left out of `by_day`. `money_at_stake` counts each object of a customer once, at its largest."""

    findings: int
    retracted: int
    alerts: int
    suppressed: dict[str, int]
    per_1000_customer_months: float | None
    money_at_stake: int
    median_money: int | None
    by_severity: dict[str, int]
    by_day: dict[str, int]
    by_tier: dict[str, Tier]
    top_customers: list[Top]


def figures(outcome: Outcome, rule: str, calendar: Calendar, top: int = 10) -> Figures:
    """The figures of one rule."""
    found = outcome.findings.filter(pl.col("rule_id") == rule)
    live = found.filter(LIVE)
    began, end = calendar.start_of_day_ms(outcome.period.first), calendar.end_of_day_ms(outcome.period.last)
    alerts = [one for one in outcome.alerts if one["rule_id"] == rule and began <= one["first_fact_time"] <= end]
    silent = (o["reason"] for o in outcome.suppressions if o["rule_id"] == rule and began <= o["event_time"] <= end)
    median = live["money_at_stake"].median()
    return Figures(
        findings=live.height,
        retracted=found.height - live.height,
        alerts=len(alerts),
        suppressed=dict(sorted(Counter(silent).items())),
        per_1000_customer_months=_rate(live.height, outcome.customers.total(), outcome.period.days),
        money_at_stake=money(live),
        median_money=None if median is None else round(median),  # type: ignore[arg-type]  # an integer column's median
        by_severity=_counted(live, "severity"),
        by_day=_counted(live, "day"),
        by_tier={tier: _tier(outcome, live, tier) for tier in TIERS if outcome.customers[tier]},
        top_customers=_top(live, top),
    )


def money(findings: pl.DataFrame) -> int:
    """Money at stake: of an object that was found again and again the largest sum counts, once."""
    return int(_largest(findings)["money_at_stake"].sum())


def _largest(findings: pl.DataFrame) -> pl.DataFrame:
    about = pl.coalesce("object_id", "finding_id").alias("_about")
    return findings.group_by("customer_id", about).agg(pl.col("money_at_stake").max().fill_null(0))


def _rate(findings: int, customers: int, days: int) -> float | None:
    months = customers * days / DAYS_A_MONTH
    return round(1000 * findings / months, 2) if months else None


def _counted(findings: pl.DataFrame, column: str) -> dict[str, int]:
    return {str(value): count for value, count in findings.group_by(column).len().sort(column).iter_rows()}


def _tier(outcome: Outcome, live: pl.DataFrame, tier: str) -> Tier:
    own, customers = live.filter(pl.col("tier") == tier), outcome.customers[tier]
    return Tier(
        customers=customers,
        findings=own.height,
        per_1000_customer_months=_rate(own.height, customers, outcome.period.days),
        money_at_stake=money(own),
    )


def _top(live: pl.DataFrame, count: int) -> list[Top]:
    """Those with the most money at stake first; where a rule has no money, those with the most findings."""
    sums = _largest(live).group_by("customer_id").agg(pl.col("money_at_stake").sum())
    numbers = live.group_by("customer_id", "tier").agg(findings=pl.len())
    best = numbers.join(sums, on="customer_id").sort(
        "money_at_stake", "findings", "customer_id", descending=[True, True, False]
    )
    rows: list[dict[str, Any]] = best.head(count).to_dicts()
    return [Top(**row) for row in rows]  # type: ignore[typeddict-item]  # the four columns of Top
