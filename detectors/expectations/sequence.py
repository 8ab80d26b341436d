"""Sequence: after one event another, within so much time (an event pattern A → B), unless a third comes between them.

A customer's state is the list of its beginnings that are still open. Whatever follows one in time completes it, as often as it comes; what
comes before it in the customer's own order does not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from detectors.calendar import Calendar

Beginning = Mapping[
    str, Any
]  # id, ref (the bank's reference), at and until (epoch ms), day (ordinal), row (what the rule reads of it)
Beginnings = Sequence[Beginning]

OPEN_AT_MOST = 16  # beginnings remembered for a customer and rule; the oldest go first
LONGEST_DAYS = 366


@dataclass(frozen=True)
class Within:
    """How long a beginning is open: to the end of the last day, counted from its own."""

    days: int
    business_days: bool = True

    def last_day(self, start: date, calendar: Calendar) -> date:
        """The last day on which something may follow."""
        return calendar.add_business_days(start, self.days) if self.business_days else start + timedelta(days=self.days)


def began(
    open_: Beginnings,
    event_id: str,
    ref: str | None,
    at: int,
    row: Mapping[str, Any],
    within: Within,
    calendar: Calendar,
) -> list[Beginning]:
    """With a first event at `at` (epoch ms). The same event again is no second beginning."""
    day = calendar.local_date(at)
    until = calendar.end_of_day_ms(within.last_day(day, calendar))
    new = {"id": event_id, "ref": ref, "at": at, "until": until, "day": day.toordinal(), "row": dict(row)}
    return [*(one for one in open_ if one["id"] != event_id), new][-OPEN_AT_MOST:]


def followed(open_: Beginnings, at: int) -> list[Beginning]:
    """The beginnings that an event at `at` follows in time, the oldest first."""
    return [one for one in open_ if one["at"] <= at <= one["until"]]


def undone(open_: Beginnings, reference: str) -> list[Beginning]:
    """Without the beginning that a reversal names, by its event id or the bank's reference."""
    return [one for one in open_ if reference not in (one["id"], one["ref"])]


def lapsed(open_: Beginnings, now: int) -> list[Beginning]:
    """Without those whose time is over at `now` (epoch ms)."""
    return [one for one in open_ if one["until"] > now]
