"""Records that were read but cannot be right: dates out of range, no known currency, no positive amount, a code that is none, a table's row that
says nothing.

Each is refused alone, with its reason; its neighbours pass. The API says it at once, intake of what comes on Kafka: both ask here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

import numpy as np
import polars as pl

from events.dead_letter import DeadLetterReason
from events.decode_one import Refused
from events.eager import longs, ticks
from events.money import CURRENCIES
from events.scan import Mask
from events.times import EPOCH


@dataclass(frozen=True)
class Limits:
    """What dates are believed."""

    earliest: date = date(1990, 1, 1)
    future_days: int = 1  # event_time may lie so far after the record was taken in: clocks and zones differ


@dataclass(frozen=True)
class _Rule:
    """Rows where `broken` is true are refused; a null is not."""

    reason: DeadLetterReason
    broken: Callable[[pl.DataFrame], Mask]
    field: str
    right: str


CODES = {"cdt_dbt": ("CRDT", "DBIT"), "status": ("BOOK", "PDNG", "INFO"), "op": ("I", "U", "R", "D")}
DATES = DeadLetterReason.DATE_OUT_OF_RANGE
NOTHING = np.iinfo(np.int64).min  # what `ticks` has for a null
DAY_MS = 86_400_000
CALENDAR_DAYS = (date(1970, 1, 2), date(2079, 12, 31))  # of which the bank's calendar has a table (detectors/calendar)
HIGHEST_RATE = 100_000  # CNY for one unit; an ounce of gold is worth about 30,000


def check(stream: str, frame: pl.DataFrame, now: datetime, limits: Limits | None = None) -> list[tuple[int, Refused]]:
    """The rows of a frame that are refused, each once, in order. `now`: when a record without ingest_time was taken in."""
    limits = limits or Limits()
    late = _late(int(now.timestamp() * 1000), limits)
    refused: dict[int, Refused] = {}
    for rule in (late, *_rules(stream, tuple(frame.columns), now.date(), limits)):
        for row in np.flatnonzero(rule.broken(frame)).tolist():
            detail = f"{rule.field} is {frame[rule.field][row]}; {rule.right}"
            refused.setdefault(row, Refused(rule.reason, detail))
    return sorted(refused.items())


def _late(now: int, limits: Limits) -> _Rule:
    """Events that lie ahead of the wall's clock, epoch ms."""
    until = now + limits.future_days * DAY_MS
    return _Rule(DATES, lambda frame: ticks(frame["event_time"]) > until, "event_time", _ahead(limits))


def _ahead(limits: Limits) -> str:
    return f"more than {limits.future_days} d after it was taken in"


@lru_cache(64)
def _rules(stream: str, columns: tuple[str, ...], today: date, limits: Limits) -> tuple[_Rule, ...]:
    """All but the one that goes by the time of day."""
    return (*_dates(columns, today, limits), *_values(stream, columns))


def _dates(columns: tuple[str, ...], today: date, limits: Limits) -> list[_Rule]:
    first, last = ((day - EPOCH.date()).days for day in (limits.earliest, today + timedelta(days=366)))
    rules = [
        _Rule(DATES, _outside("event_time", first * DAY_MS), "event_time", f"records begin in {limits.earliest.year}"),
        _Rule(DATES, _ahead_of_intake(limits.future_days), "event_time", _ahead(limits)),
    ]
    for name in ("booking_date", "value_date"):
        if name in columns:
            right = f"dates run from {limits.earliest} to a year from now"
            rules.append(_Rule(DATES, _outside(name, first, last), name, right))
    return rules


def _values(stream: str, columns: tuple[str, ...]) -> list[_Rule]:
    wrong = DeadLetterReason.WRONG_TYPE
    names = [name for name in CODES if name in columns and (name != "status" or stream == "txn")]
    rules = [
        _Rule(wrong, _none_of(name, CODES[name]), name, "it is one of " + ", ".join(CODES[name])) for name in names
    ]
    if "ccy" in columns:
        broken = _none_of("ccy", CURRENCIES)
        rules.append(_Rule(DeadLetterReason.UNKNOWN_CURRENCY, broken, "ccy", "currencies are ISO 4217 codes"))
    if stream == "txn":
        positive = "an entry's amount is not negative: cdt_dbt says which way it went"
        rules += [_Rule(wrong, _negative(name), name, positive) for name in ("amount", "amt_cny")]
    return rules + _tables() if stream == "reference" else rules


def _tables() -> list[_Rule]:
    """The bank's own tables: what every worker reads from the beginning when it starts, so that a row that cannot be read would stop them all."""
    days = f"the calendar runs from {CALENDAR_DAYS[0]} to {CALENDAR_DAYS[1]}"
    wrong, rate = DeadLetterReason.WRONG_TYPE, f"one unit is worth more than nothing and at most {HIGHEST_RATE:,} CNY"
    return [
        _Rule(DATES, _no_calendar_day, "valid_from", days),
        _Rule(wrong, _no_code_of_a_day, "code", f"a day without valid_from is its code, written 2027-10-01; {days}"),
        _Rule(wrong, _no_rate, "number", rate),
    ]


# ---- what is broken. Nothing here asks polars a question of its own for each rule: a live fetch has few rows and many rules


def _outside(name: str, first: int, last: int = np.iinfo(np.int64).max) -> Callable[[pl.DataFrame], Mask]:
    """A time (epoch ms) or a date (epoch days) before the first or after the last."""

    def broken(frame: pl.DataFrame) -> Mask:
        values = ticks(frame[name])
        found: Mask = ((values < first) | (values > last)) & (values != NOTHING)
        return found

    return broken


def _ahead_of_intake(days: int) -> Callable[[pl.DataFrame], Mask]:
    def broken(frame: pl.DataFrame) -> Mask:
        taken = ticks(frame["ingest_time"])
        found: Mask = (taken != NOTHING) & (ticks(frame["event_time"]) > taken + days * DAY_MS)
        return found

    return broken


def _none_of(name: str, codes: Iterable[str]) -> Callable[[pl.DataFrame], Mask]:
    known = {None, *codes}

    def broken(frame: pl.DataFrame) -> Mask:
        column = frame[name]
        strange = set(column.to_list()) - known
        return column.is_in(sorted(strange)).fill_null(False).to_numpy() if strange else np.zeros(len(column), np.bool_)

    return broken


def _negative(name: str) -> Callable[[pl.DataFrame], Mask]:
    return lambda frame: longs(frame[name]) < 0


def _no_calendar_day(frame: pl.DataFrame) -> Mask:
    given = _days_of_the_calendar(frame) & frame["valid_from"].is_not_null()
    return (given & ~frame["valid_from"].is_between(*CALENDAR_DAYS).fill_null(False)).to_numpy()


def _no_code_of_a_day(frame: pl.DataFrame) -> Mask:
    coded = _days_of_the_calendar(frame) & frame["valid_from"].is_null()
    return np.array([ours and not _is_day(code) for ours, code in zip(coded, frame["code"], strict=True)], np.bool_)


def _days_of_the_calendar(frame: pl.DataFrame) -> pl.Series:
    return (frame["kind"] == "calendar") & frame["is_business_day"].is_not_null()


def _is_day(code: str) -> bool:
    try:
        return CALENDAR_DAYS[0] <= date.fromisoformat(code) <= CALENDAR_DAYS[1]
    except ValueError:
        return False


def _no_rate(frame: pl.DataFrame) -> Mask:
    rates, numbers = frame["kind"] == "fx_rate", frame["number"]
    right = (numbers > 0) & (numbers <= HIGHEST_RATE)  # what is no number is greater than any
    return (rates & numbers.is_not_null() & ~right.fill_null(False)).to_numpy()
