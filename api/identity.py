"""Who is asking, and what is theirs to see: organisation subtree × audience class, in this one place (DESIGN §7)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Request

from api.problems import Problem
from api.roles import Role
from api.services import Services
from sinks.desk import AML_BOX, RISK_BOX, Roster, Scope, Sessions

COOKIE = "tidewatch"
SAFE = ("GET", "HEAD")


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

    def scope(self) -> Scope:
        """Whose alerts they see."""
        boxes = {Role.RM: f"owner:{self.id}", Role.RISK: RISK_BOX, Role.AML: AML_BOX}
        return Scope(boxes.get(self.role, f"org:{self.org_id}"), AUDIENCES[self.role])

    def customers(self, roster: Roster) -> frozenset[str] | None:
        """Whose cards they see: their own for an RM, their subtree's for the rest, None for everybody's."""
        if not self.may("customers"):
            return frozenset()
        if self.role is Role.RM:
            return frozenset(c for c, (rm, co, _) in roster.owners.items() if self.id in (rm, *co))
        orgs = roster.subtree(self.org_id)
        everybody = self.org_id in roster.orgs and roster.orgs[self.org_id].parent_id is None
        return None if everybody else frozenset(c for c, (_, _, org) in roster.owners.items() if org in orgs)


async def services_of(request: Request) -> Services:  # async: no thread is needed for it
    """The parts behind the API."""
    found: Services = request.app.state.services
    return found


Parts = Annotated[Services, Depends(services_of)]


def session_of(request: Request, parts: Services, touch: bool = True) -> Identity | None:
    """Who the caller's session belongs to, as they are now; None when there is no session or it has ended."""
    sessions: Sessions = request.app.state.sessions
    said = sessions.of(request.cookies.get(COOKIE, ""), touch) if request.cookies.get(COOKIE) else None
    if said is None:
        return None
    if "identity" in said:
        return Identity(**{**said["identity"], "role": Role(said["identity"]["role"])})
    return parts.identities().get(said["who"])


def identity_of(request: Request, parts: Parts) -> Identity:
    """Who asks; 401 when nobody has signed in, 403 for an unsafe call that does not come from our own page or that an auditor makes."""
    who = session_of(request, parts)
    if who is None:
        raise Problem(401, "Sign in first.", "请先登录。")
    if request.method not in SAFE and request.headers.get("X-Tidewatch") != "1":
        raise Problem(403, "This call must carry the header X-Tidewatch: 1.", "缺少请求头 X-Tidewatch: 1。")
    if request.method not in SAFE and who.role is Role.AUDITOR:
        raise Problem(403, "An auditor reads and changes nothing.", "审计角色只读。")
    return who


Caller = Annotated[Identity, Depends(identity_of)]


def only(*pages: str) -> Any:
    """A dependency: the caller must have one of these pages."""

    async def check(who: Caller) -> Identity:
        if not any(who.may(page) for page in pages):
            raise Problem(403, "This page is not yours.", "您没有此页面的权限。")
        return who

    return Depends(check)
