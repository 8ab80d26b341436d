"""The bank's present: its moment and its day."""

from __future__ import annotations

from datetime import date

from api.services import Services

DAY_MS = 86_400_000


def today(parts: Services) -> date:
    """The bank's day."""
    return parts.rules.calendar.local_date(max(parts.engine.clock, 0))


def day_of(at: int, parts: Services) -> date:
    """The bank's day of a moment."""
    return parts.rules.calendar.local_date(at)


def midnight(parts: Services) -> int:
    """When today began, epoch ms."""
    return parts.rules.calendar.start_of_day_ms(today(parts))
