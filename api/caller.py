"""Who is asking: the caller of a route, from the session's cookie, and what every route needs of them."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Depends, Request

from api.identity import Identity
from api.problems import Problem
from api.roles import Role
from api.services import Services
from sinks.desk import WAITING, Sessions

COOKIE = "tidewatch"
SAFE = ("GET", "HEAD")
TIMER = "X-Tidewatch-Timer"  # a page asks again by itself: nobody needs to be there


async def services_of(request: Request) -> Services:  # async: no thread is needed for it
    """The parts behind the API."""
    found: Services = request.app.state.services
    return found


Parts = Annotated[Services, Depends(services_of)]


def session_of(request: Request, parts: Services, touch: bool = True) -> Identity | None:
    """Who the caller's session belongs to, as they are now; None when there is no session or it has ended. `touch`: somebody is there."""
    sessions: Sessions = request.app.state.sessions
    said = sessions.of(request.cookies.get(COOKIE, ""), touch) if request.cookies.get(COOKIE) else None
    if said is None:
        return None
    if "identity" in said:
        return Identity(**{**said["identity"], "role": Role(said["identity"]["role"])})
    return parts.identities().get(said["who"])


def identity_of(request: Request, parts: Parts) -> Identity:
    """Who asks; 401 when nobody has signed in, 403 for an unsafe call that does not come from our own page or that an auditor makes."""
    who = session_of(request, parts, touch=TIMER not in request.headers)
    if who is None:
        raise Problem(401, "Sign in first.", "请先登录。")
    if request.method not in SAFE and request.headers.get("X-Tidewatch") != "1":
        raise Problem(403, "This call must carry the header X-Tidewatch: 1.", "缺少请求头 X-Tidewatch: 1。")
    if request.method not in SAFE and who.role is Role.AUDITOR:
        raise Problem(403, "An auditor reads and changes nothing.", "审计角色只读。")
    return who


Caller = Annotated[Identity, Depends(identity_of)]


def reaches(who: Identity, parts: Services, customer_id: str) -> bool:
    """Whether a customer is the caller's to look into: theirs, of whoever they stand in for, or one of whom an alert waits for them."""
    roster = parts.roster()
    theirs = who.under(roster)
    if theirs is None or customer_id in theirs:
        return True
    return any(row["state"] in WAITING for row in parts.desk.of_customer(customer_id, who.scope(roster)))


def only(*pages: str) -> Any:
    """A dependency: the caller must have one of these pages."""

    async def check(who: Caller) -> Identity:
        if not any(who.may(page) for page in pages):
            raise Problem(403, "This page is not yours.", "您没有此页面的权限。")
        return who

    return Depends(check)
