"""Absence: something regular has not come (OUT-06: payroll).

The rhythm is learnt from what came: the expected day of a month is the median day-of-month of the last cycles. It is missing when
nothing came by so many business days after it. The feed must be complete on the day of judgement, else the judgement waits
and says why; after `give_up` business days it is dropped (DOMAIN OUT-06, §0.1.8).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median_low
from typing import Any

from detectors.calendar import Calendar

State = Mapping[str, Any]

EARLY = 15  # days: a payroll brought forward before Spring Festival belongs to the cycle it comes before


@dataclass(frozen=True)
class Absence:
    """The rule's terms. `cycles`: how many months are looked back on; `present`: in how many of them it must have come."""

    within_business_days: int = 5
    cycles: int = 6
    present: int = 4
    give_up_business_days: int = 10


@dataclass(frozen=True)
class Missing:
    """Nothing came: the cycle it was expected in, its expected day, the days it came on before."""

    slot: str
    expected: date
    deadline: date
    came_on: tuple[int, ...]
    present: int
    confirmed: bool = False  # nothing came until the time to give up either


@dataclass(frozen=True)
class Arrived:
    """It came after all, before it was given up: what was told is taken back."""

    slot: str
    expected: date
    came: date


@dataclass(frozen=True)
class Unjudged:
    """It may be missing, but its feed was not complete: nobody is told, and this is the reason."""

    slot: str
    expected: date
    reason: str


def occurred(state: State, day: date) -> dict[str, Any]:
    """The state after one occurrence. Several on a day, and repeats, are one."""
    days = sorted({*state.get("days", ()), day.toordinal()})
    return {**state, "days": days[-24:]}


def overdue(
    state: State, today: date, terms: Absence, calendar: Calendar, incomplete: str | None = None
) -> tuple[State, Missing | Unjudged | Arrived | None]:
    """Judge at the close of `today`. `incomplete` says why the feed cannot be trusted today, None when it can.

    A missing cycle is told at its deadline and again, confirmed, when it is given up; between the two it may still arrive.
    Where nothing changes the state itself comes back.
    """
    if resting_until(state, today.toordinal(), terms) >= today.toordinal():
        return state, None
    if arrived := _arrived(state, today):
        return {**state, "open": None}, arrived
    expected = _expected(state, today, terms)
    if expected is None:
        return state, None
    slot = f"{expected:%Y-%m}"
    deadline = calendar.add_business_days(expected, terms.within_business_days)
    give_up = calendar.add_business_days(expected, terms.give_up_business_days)
    confirmed = today >= give_up
    if not deadline <= today <= give_up or slot in (state.get("confirmed"), None if confirmed else state.get("told")):
        return state, None
    if incomplete is not None:
        return state, Unjudged(slot, expected, incomplete)
    present = _cycles_present(state, expected, terms)
    if present < terms.present:
        return state, None
    came_on = tuple(date.fromordinal(day).day for day in _before(state, expected)[-terms.cycles :])
    after = {**state, "told": slot, "open": None if confirmed else expected.toordinal()}
    missing = Missing(slot, expected, deadline, came_on, present, confirmed)
    return {**after, "confirmed": slot} if confirmed else after, missing


def resting_until(state: State, today: int, terms: Absence) -> int:
    """The last day on which nothing can be due as the state stands, yesterday when something may be today. Most customers rest on most days: too
    little is known, or it came so lately that it came for any cycle expected by then. Days are ordinals."""
    days = state.get("days", ())
    if state.get("open"):
        return today - 1
    if len(days) < terms.present:
        return date.max.toordinal()
    return days[-1] + EARLY if days[-1] <= today else today - 1


def _arrived(state: State, today: date) -> Arrived | None:
    if not state.get("open"):
        return None
    expected = date.fromordinal(state["open"])
    came = [day for day in state["days"] if expected - timedelta(days=EARLY) <= date.fromordinal(day) <= today]
    return Arrived(f"{expected:%Y-%m}", expected, date.fromordinal(came[0])) if came else None


def _expected(state: State, today: date, terms: Absence) -> date | None:
    """The latest expected day that is not after today and that nothing came for."""
    days = [date.fromordinal(day) for day in state.get("days", ())]
    if len(days) < terms.present:
        return None
    for month in (today, today.replace(day=1) - timedelta(days=1)):
        usual = _usual_day([day for day in days if day < month.replace(day=1)], terms)
        if usual is None:
            continue
        expected = _day_of(month, usual)
        if expected <= today:
            return None if _came(days, expected, today) else expected
    return None


def _usual_day(days: list[date], terms: Absence) -> int | None:
    """Median day-of-month of the last cycles, one (the first) for each month."""
    by_month: dict[tuple[int, int], int] = {}
    for day in days:
        by_month.setdefault((day.year, day.month), day.day)
    latest = list(by_month.values())[-terms.cycles :]
    return median_low(latest) if len(latest) >= terms.present else None


def _day_of(month: date, day: int) -> date:
    last = (month.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    return month.replace(day=min(day, last.day))


def _came(days: list[date], expected: date, today: date) -> bool:
    return any(expected - timedelta(days=EARLY) <= day <= today for day in days)


def _before(state: State, expected: date) -> list[int]:
    return [day for day in state.get("days", ()) if day < expected.toordinal() - EARLY]


def _cycles_present(state: State, expected: date, terms: Absence) -> int:
    """In how many of the months before the expected one it came."""
    months = {(d.year, d.month) for d in map(date.fromordinal, _before(state, expected))}
    wanted, month = set(), expected
    for _ in range(terms.cycles):
        month = month.replace(day=1) - timedelta(days=1)
        wanted.add((month.year, month.month))
    return len(months & wanted)
