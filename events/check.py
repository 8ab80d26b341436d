"""Records that were read but cannot be right: dates out of range, no known currency, no positive amount, a code that is none.

Each is refused alone, with its reason; its neighbours pass. The API says it at once, intake of what comes on Kafka: both ask here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

import polars as pl

from events.dead_letter import DeadLetterReason
from events.decode_one import Refused
from events.money import CURRENCIES


@dataclass(frozen=True)
class Limits:
    """What dates are believed."""

    earliest: date = date(1990, 1, 1)
    future_days: int = 1  # event_time may lie so far after the record was taken in: clocks and zones differ


@dataclass(frozen=True)
class _Rule:
    """Rows where `broken` is true are refused; a null is not."""

    reason: DeadLetterReason
    broken: pl.Expr
    field: str
    right: str


CODES = {"cdt_dbt": ("CRDT", "DBIT"), "status": ("BOOK", "PDNG", "INFO"), "op": ("I", "U", "R", "D")}
DATES = DeadLetterReason.DATE_OUT_OF_RANGE


def check(stream: str, frame: pl.DataFrame, now: datetime, limits: Limits | None = None) -> list[tuple[int, Refused]]:
    """The rows of a frame that are refused, each once, in order. `now`: when a record without ingest_time was taken in."""
    limits = limits or Limits()
    rules = _rules(stream, tuple(frame.columns), now.date(), limits)
    if _latest(frame) > now + timedelta(days=limits.future_days):
        rules = (_too_late(pl.lit(now), limits), *rules)
    if not any(frame.select_seq(rule.broken.any().alias(str(i)) for i, rule in enumerate(rules)).row(0)):
        return []
    found = frame.select_seq(rule.broken.fill_null(False).alias(str(i)) for i, rule in enumerate(rules))
    refused: dict[int, Refused] = {}
    for i, rule in enumerate(rules):
        for row in found[str(i)].arg_true().to_list():
            detail = f"{rule.field} is {frame[rule.field][row]}; {rule.right}"
            refused.setdefault(row, Refused(rule.reason, detail))
    return sorted(refused.items())


def _latest(frame: pl.DataFrame) -> datetime:
    latest = frame["event_time"].max()
    return latest if isinstance(latest, datetime) else datetime.min.replace(tzinfo=UTC)


def _too_late(taken: pl.Expr, limits: Limits) -> _Rule:
    late = pl.col("event_time") > taken + timedelta(days=limits.future_days)
    return _Rule(DATES, late, "event_time", f"more than {limits.future_days} d after it was taken in")


@lru_cache(64)
def _rules(stream: str, columns: tuple[str, ...], today: date, limits: Limits) -> tuple[_Rule, ...]:
    """All but those that go by the time of day: expressions take longer to make than to judge a few rows."""
    return (*_dates(columns, today, limits), *_values(stream, columns))


def _dates(columns: tuple[str, ...], today: date, limits: Limits) -> list[_Rule]:
    earliest = datetime.combine(limits.earliest, datetime.min.time(), UTC)
    rules = [
        _Rule(DATES, pl.col("event_time") < earliest, "event_time", f"records begin in {limits.earliest.year}"),
        _too_late(pl.col("ingest_time"), limits),
    ]
    for name in ("booking_date", "value_date"):
        if name in columns:
            broken = ~pl.col(name).is_between(limits.earliest, today + timedelta(days=366))
            rules.append(_Rule(DATES, broken, name, f"dates run from {limits.earliest} to a year from now"))
    return rules


def _values(stream: str, columns: tuple[str, ...]) -> list[_Rule]:
    wrong = DeadLetterReason.WRONG_TYPE
    names = [name for name in CODES if name in columns and (name != "status" or stream == "txn")]
    rules = [
        _Rule(wrong, ~pl.col(name).is_in(CODES[name]), name, "it is one of " + ", ".join(CODES[name])) for name in names
    ]
    if "ccy" in columns:
        broken = ~pl.col("ccy").is_in(sorted(CURRENCIES))
        rules.append(_Rule(DeadLetterReason.UNKNOWN_CURRENCY, broken, "ccy", "currencies are ISO 4217 codes"))
    if stream == "txn":
        positive = "an entry's amount is not negative: cdt_dbt says which way it went"
        rules += [_Rule(wrong, pl.col(name) < 0, name, positive) for name in ("amount", "amt_cny")]
    return rules
