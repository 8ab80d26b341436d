"""Signing in and out. In the demonstration one picks who to be."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel

from api.identity import PAGES, Caller, Identity, Parts
from api.problems import Problem, not_found
from sinks.desk import Roster

router = APIRouter(tags=["session"])


class SignIn(BaseModel):
    """Who to be."""

    identity: str


def me_of(who: Identity, roster: Roster) -> dict[str, Any]:
    """What a page must know of its user."""
    org = roster.orgs.get(who.org_id)
    return {
        "id": who.id, "name": who.name, "role": who.role, "org_id": who.org_id, "org_name": org.name if org else who.org_id,
        "pages": PAGES[who.role],
    }  # fmt: skip


@router.get("/identities")
def identities(parts: Parts) -> dict[str, Any]:
    """The demonstration's people; 404 where people sign in for real."""
    if not parts.demo:
        raise not_found("page", "页面")
    roster = parts.roster()
    return {"items": [me_of(who, roster) for who in parts.identities().values()], "next": None}


@router.post("/session")
def sign_in(wanted: SignIn, request: Request, parts: Parts) -> dict[str, Any]:
    """Be somebody of the demonstration."""
    if not parts.demo:
        raise Problem(403, "Sign in through your bank's identity provider.", "请通过本行统一认证登录。")
    who = parts.identities().get(wanted.identity)
    if who is None:
        raise not_found("person", "人员")
    request.session.clear()
    request.session["who"] = who.id
    return me_of(who, parts.roster())


@router.delete("/session", status_code=204)
def sign_out(request: Request) -> Response:
    """Be nobody."""
    request.session.clear()
    return Response(status_code=204)


@router.get("/me")
def me(who: Caller, parts: Parts) -> dict[str, Any]:
    """Who I am."""
    return me_of(who, parts.roster())
