"""Somebody who has signed in, and what is theirs to see: organisation subtree × audience class, in this one place (DESIGN §7)."""

from __future__ import annotations

from dataclasses import dataclass

from api.roles import Role
from sinks.desk import AML_BOX, Roster, Scope, risk_box

PAGES: dict[Role, tuple[str, ...]] = {
    Role.RM: ("inbox", "customers", "performance"),
    Role.LEAD: ("inbox", "customers", "performance", "wall"),
    Role.BRANCH: ("inbox", "customers", "performance", "wall", "risk"),
    Role.HQ: ("customers", "performance", "wall"),
    Role.RISK: ("inbox", "customers", "risk"),
    Role.AML: ("inbox", "risk"),
    Role.OPERATOR: ("operator",),
    Role.AUDITOR: ("operator", "risk"),
}

NORMAL, RISK, AML = "normal", "risk", "aml"
AUDIENCES: dict[Role, frozenset[str]] = {
    Role.RM: frozenset({NORMAL}),
    Role.LEAD: frozenset({NORMAL}),
    Role.BRANCH: frozenset({NORMAL, RISK}),
    Role.HQ: frozenset({NORMAL}),
    Role.RISK: frozenset({NORMAL, RISK}),
    Role.AML: frozenset({AML}),
    Role.OPERATOR: frozenset(),
    Role.AUDITOR: frozenset({NORMAL, RISK}),
}
# Who has a list that what is handed over appears on: with anybody else it would lie unseen.
TAKERS = frozenset(role for role in Role if "inbox" in PAGES[role] and NORMAL in AUDIENCES[role])


@dataclass(frozen=True)
class Identity:
    """Somebody who has signed in."""

    id: str
    name: str
    role: Role
    org_id: str

    def may(self, page: str) -> bool:
        """Whether a page, and the routes behind it, are theirs."""
        return page in PAGES[self.role]

    def scope(self, roster: Roster) -> Scope:
        """Whose alerts they see."""
        boxes = {Role.RM: f"owner:{self.id}", Role.RISK: risk_box(roster, self.org_id), Role.AML: AML_BOX}
        return Scope(boxes.get(self.role, f"org:{self.org_id}"), AUDIENCES[self.role])

    def customers(self, roster: Roster) -> frozenset[str] | None:
        """Whose cards they see: for an RM their own, and those of whoever they stand in for; their subtree's for the rest, None for everybody's."""
        return self.under(roster) if self.may("customers") else frozenset()

    def under(self, roster: Roster) -> frozenset[str] | None:
        """Whose alerts they answer for or look into, cards or not: an auditor and AML ask of anybody's; None for everybody's."""
        if self.role is Role.RM:
            return roster.served_by(self.id)
        return None if roster.is_top(self.org_id) else roster.of_orgs(roster.subtree(self.org_id))
