"""Sequence: after one event another, within so much time (an event pattern A → B)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from detectors.calendar import Calendar

State = Mapping[str, Any]

OPEN_AT_MOST = 16  # beginnings remembered for a customer and rule; the oldest go first


@dataclass(frozen=True)
class Sequence:
    """The rule's terms: the second event counts until the end of the last day of `within`."""

    within_days: int
    business_days: bool = True


@dataclass(frozen=True)
class Followed:
    """The second event came in time after the first."""

    began_id: str
    began_at: int
    row: Mapping[str, Any]


def began(
    state: State, event_id: str, event_time: int, terms: Sequence, calendar: Calendar, row: State
) -> dict[str, Any]:
    """The state after a first event at `event_time` (epoch ms)."""
    start = calendar.local_date(event_time)
    days = terms.within_days
    last = calendar.add_business_days(start, days) if terms.business_days else start + timedelta(days=days)
    until = calendar.end_of_day_ms(last)
    kept = [one for one in state.get("open", ()) if one["id"] != event_id]
    return {
        **state,
        "open": [*kept, {"id": event_id, "at": event_time, "until": until, "row": dict(row)}][-OPEN_AT_MOST:],
    }


def followed(state: State, event_time: int) -> tuple[dict[str, Any], list[Followed]]:
    """What a second event at `event_time` completes. What has run out is forgotten."""
    live = [one for one in state.get("open", ()) if one["until"] >= event_time]
    done = [Followed(one["id"], one["at"], one["row"]) for one in live if one["at"] <= event_time]
    return {**state, "open": live}, done
