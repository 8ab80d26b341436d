"""Who is told, and when: P1 at once, P2 at once in the bank's hours, P3 in the morning's digest, P4 on the board (DOMAIN §0.3, §7)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from events.alert import SuppressReason
from sinks.desk.roster import Roster
from sinks.desk.routing import EVERY_CLASS

PUSHES_A_DAY, PUSHES_A_CUSTOMER = 8, 2
QUIET_FROM, QUIET_UNTIL, DIGEST_AT = 20 * 60, 8 * 60, 8 * 60 + 30  # minutes of the bank's day


@dataclass(frozen=True)
class Moment:
    """A moment on the bank's calendar."""

    day: date
    minute: int
    business: bool

    @property
    def quiet(self) -> bool:
        """20:00–08:00, and days the bank is closed."""
        return not self.business or self.minute >= QUIET_FROM or self.minute < QUIET_UNTIL


def telling(
    alert: Mapping[str, Any], owner: str | None, roster: Roster, silences: Sequence[Mapping[str, Any]], at: Moment
) -> dict[str, Any]:
    """What `tell.lua` needs: to whom, what holds it back, the day's budget (0: none). A P1 is held back by nothing but a silence that names its rule."""
    person = roster.people.get(owner or "")
    lead = (
        roster.lead(person.org_id if person else None)
        if alert["severity"] == "P1" and alert["audience"] == "normal"
        else None
    )
    to = [owner, lead.id if lead else None]
    budgeted = (
        person is not None and person.role == "rm" and alert["severity"] != "P1" and alert.get("notify") != "RETRACTED"
    )
    return {
        "to": [one for one in dict.fromkeys(to) if one], "hold": _held(alert, silences, at), "day": at.day.isoformat(),
        "budget": PUSHES_A_DAY if budgeted else 0, "each": PUSHES_A_CUSTOMER,
    }  # fmt: skip


def _held(alert: Mapping[str, Any], silences: Sequence[Mapping[str, Any]], at: Moment) -> str:
    if any(_silences(one, alert) for one in silences):
        return SuppressReason.SILENCED
    if alert["severity"] == "P1":
        return ""
    if alert["severity"] == "P4":
        return "BOARD"
    if alert["severity"] == "P3":
        return "DIGEST"
    return SuppressReason.QUIET_HOURS if at.quiet else ""


def _silences(one: Mapping[str, Any], alert: Mapping[str, Any]) -> bool:
    whom = one["customer_id"] is None or one["customer_id"] == alert["customer_id"]
    what = one["rule_id"] == alert["rule_id"] or (one["rule_id"] is None and alert["severity"] != "P1")
    return whom and what and alert["audience"] in one.get("audiences", EVERY_CLASS)
