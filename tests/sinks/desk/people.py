"""Alerts and hours for the desk's tests."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sinks.desk import Moment, Scope

HOUR = 3_600_000
DAY = 24 * HOUR
NORMAL = frozenset({"normal"})
RM1 = Scope("owner:RM1", NORMAL)
RM2 = Scope("owner:RM2", NORMAL)


class Hours:
    """Every hour is a working hour; the day ends at midnight."""

    def add_working_hours(self, at: int, hours: int) -> int:
        return at + hours * HOUR

    def end_of_business_day(self, at: int, days: int) -> int:
        return (at // DAY + 1 + days) * DAY

    def moment(self, at: int) -> Moment:
        return Moment(date(1970, 1, 1) + timedelta(milliseconds=at), at % DAY // 60_000, business=True)


def alert(number: int = 1, **changed: Any) -> dict[str, Any]:
    """An alert as a shard states it."""
    return {
        "alert_id": f"{number:032x}", "rule_id": "OUT-01", "rule_version": 1, "customer_id": "C1", "object_id": "N1", "severity": "P1",
        "state": "open", "first_fact_time": HOUR, "last_fact_time": HOUR, "last_update": HOUR, "title_zh": "转出600万", "title_en": "out",
        "money_at_stake": 600_000_000_00, "evidence": "{}", "recipients": ["RM", "TL"], "due_at": DAY, "expires_at": None, "cause_id": None,
        "audience": "normal", "findings": ["f"], "suppressed_by": None, "notify": "OPENED", **changed,
    }  # fmt: skip
