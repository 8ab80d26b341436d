"""The desk's working time, on the bank's calendar."""

from __future__ import annotations

from datetime import timedelta

from detectors.calendar import Calendar
from sinks.desk import Moment

CLOSE_OF_BUSINESS_MS = int(17.5 * 3_600_000)


class BankHours:
    """`sinks.desk.WorkingTime` over a calendar."""

    def __init__(self, calendar: Calendar) -> None:
        self._calendar = calendar

    def add_working_hours(self, at: int, hours: int) -> int:
        """So many working hours later, epoch ms."""
        return self._calendar.add_working_hours(at, hours)

    def end_of_business_day(self, at: int, days: int) -> int:
        """17:30 so many business days later; today's when today is one and it is not over, else the next."""
        calendar = self._calendar
        day = calendar.add_business_days(calendar.local_date(at), days)
        while not calendar.is_business_day(day) or calendar.start_of_day_ms(day) + CLOSE_OF_BUSINESS_MS < at:
            day += timedelta(days=1)
        return calendar.start_of_day_ms(day) + CLOSE_OF_BUSINESS_MS

    def moment(self, at: int) -> Moment:
        """A moment on the bank's calendar."""
        day = self._calendar.local_date(at)
        return Moment(day, (at - self._calendar.start_of_day_ms(day)) // 60_000, self._calendar.is_business_day(day))
