"""Due times and expiries, on the bank's working calendar (DOMAIN §0.3)."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from detectors.calendar import Calendar

CLOSE_OF_BUSINESS_HOURS = 17.5


def due_at(text: str, event_time: datetime, calendar: Calendar) -> datetime:
    """`4h working`: working hours later. `2bd`: at close of business so many business days later; `0bd`: today's or the next.
    `1bd 10:00`: at that time of the day.

    Raises ValueError when the text is neither.
    """
    at = _ms(event_time)
    if found := re.fullmatch(r"(\d+)h working", text):
        return _instant(calendar.add_working_hours(at, int(found[1])))
    if found := re.fullmatch(r"(\d+)bd(?: (\d\d):(\d\d))?", text):
        hours = int(found[2]) + int(found[3]) / 60 if found[2] else CLOSE_OF_BUSINESS_HOURS
        day = calendar.local_date(at)
        later = calendar.add_business_days(day, int(found[1]))
        if not calendar.is_business_day(later):
            later = calendar.add_business_days(later, 1)
        return _instant(calendar.start_of_day_ms(later)) + timedelta(hours=hours)
    raise ValueError(f"{text!r} is not a due time: write 4h working, 2bd or 1bd 10:00")


def expires_at(text: str | None, event_time: datetime, calendar: Calendar) -> datetime | None:
    """`48h`, `10bd` or none. Raises ValueError when the text is neither."""
    if text is None:
        return None
    if found := re.fullmatch(r"(\d+)h", text):
        return event_time + timedelta(hours=int(found[1]))
    if found := re.fullmatch(r"(\d+)bd", text):
        day = calendar.add_business_days(calendar.local_date(_ms(event_time)), int(found[1]))
        return _instant(calendar.end_of_day_ms(day))
    raise ValueError(f"{text!r} is not a time to live: write 48h or 10bd")


def _ms(instant: datetime) -> int:
    return round(instant.timestamp() * 1000)


def _instant(ms: int) -> datetime:
    return datetime.fromtimestamp(ms / 1000, UTC)
