"""Whose an alert is, and in whose boxes it lies. AML's lie in AML's box and nowhere else (DOMAIN §0.1.5)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sinks.desk.roster import Roster

AML_BOX = "role:AML"
RISK_BOX = "role:RISK"
EVERY_CLASS = ("normal", "risk", "aml")  # of facts: audiences


@dataclass(frozen=True)
class Scope:
    """A reader's box, and the classes of facts they may see: both must fit."""

    box: str
    audiences: frozenset[str]


@dataclass(frozen=True)
class Routed:
    """The owner and the boxes."""

    owner: str | None
    boxes: tuple[str, ...]


def risk_box(roster: Roster, org_id: str) -> str:
    """The box of an organisation's risk officers; the head office's holds everybody's."""
    return RISK_BOX if roster.is_top(org_id) else f"{RISK_BOX}:{org_id}"


def route(alert: Mapping[str, Any], roster: Roster) -> Routed:
    """By audience first, then by recipients: the customer's RM, else risk, else the team's lead."""
    if alert["audience"] == "aml":
        officer = roster.of_role("aml")
        return Routed(officer.id if officer else None, (AML_BOX,))
    primary, co, org = roster.owners.get(alert["customer_id"], (None, (), None))
    recipients = set(alert["recipients"])
    boxes = [f"org:{one}" for one in roster.chain(org) or roster.tops]
    if "RISK" in recipients or alert["audience"] == "risk":
        boxes += dict.fromkeys((RISK_BOX, *(risk_box(roster, one) for one in roster.chain(org))))
    owner = _owner(alert, primary, org, roster)
    if alert["audience"] == "normal":
        people = {owner, *(co if "RM2" in recipients else ())} - {None}
        boxes += [f"owner:{one}" for one in sorted(str(one) for one in people)]
    return Routed(owner, tuple(boxes))


def _owner(alert: Mapping[str, Any], primary: str | None, org: str | None, roster: Roster) -> str | None:
    recipients = set(alert["recipients"])
    risk = roster.of_role("risk", org)
    if alert["audience"] == "risk" or (recipients & {"RISK"} and "RM" not in recipients):
        return roster.working(risk.id) if risk else None
    if (primary and recipients & {"RM", "RM2"}) or not recipients & {"TL"}:
        return roster.working(primary)
    lead = roster.lead(org)
    return lead.id if lead else roster.working(primary)
