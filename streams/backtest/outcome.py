"""What a run over the past has come to: the findings of the rules that were asked for, and over whom and how long they looked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from detectors.rules.parameters import DEFAULT_TIER
from events.finding import FINDING_SCHEMA
from streams.local import LocalEngine
from streams.rerun import Replayed, Rerun

DAYS_A_MONTH = 30


@dataclass(frozen=True)
class Period:
    """Days, both included."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """How many there are."""
        return (self.last - self.first).days + 1


@dataclass(frozen=True)
class Outcome:
    """`findings`: the last word of each, with the customer's `tier`, retracted ones too. `customers`: how many there are of each tier."""

    findings: pl.DataFrame
    alerts: list[dict[str, Any]]
    suppressions: list[dict[str, Any]]
    customers: Counter[str]
    period: Period
    replayed: Replayed

    def within(self, asked: tuple[date | None, date | None]) -> Outcome:
        """The same, of some days. Raises ValueError when there are none."""
        first, last = (
            max(asked[0] or self.period.first, self.period.first),
            min(asked[1] or self.period.last, self.period.last),
        )
        if first > last:
            raise ValueError(
                f"no data from {asked[0] or '…'} to {asked[1] or '…'}: there are days from {self.period.first} to {self.period.last}"
            )
        findings = self.findings.filter(pl.col("day").is_between(first, last))
        return Outcome(findings, self.alerts, self.suppressions, self.customers, Period(first, last), self.replayed)


def outcome_of(run: Rerun[Any], asked: Collection[str]) -> Outcome:
    """Of a run that is over. Raises ValueError when no day of it has ended."""
    engine = run.engine
    if not engine.closed:
        raise ValueError("there is no data to judge: no account entry or balance in it, so no day has begun and ended")
    tiers = _tiers(engine)
    known = pl.DataFrame(list(engine.findings.values()), schema=FINDING_SCHEMA, orient="row")
    tier = pl.col("customer_id").replace_strict(tiers, default=DEFAULT_TIER, return_dtype=pl.String)
    findings = known.filter(pl.col("rule_id").is_in(list(asked))).with_columns(tier=tier)
    alerts = [one for one in engine.alerts.values() if one["rule_id"] in asked]
    suppressions = [one for one in engine.suppressions if one["rule_id"] in asked]
    days = Period(engine.closed[0], engine.closed[-1])
    return Outcome(findings, alerts, suppressions, Counter(tiers.values()), days, run.result)


def _tiers(engine: LocalEngine) -> dict[str, str]:
    """Every customer's tier as it is at the end. What is found of nobody (a stale feed) has a row too, of no customer."""
    stages = [shard.stages for shard in engine.shards]
    known = ((who, s.attributes.value(row, "tier")) for s in stages for who, row in s.customers.rows.items() if who)
    return {who: tier or DEFAULT_TIER for who, tier in known}
