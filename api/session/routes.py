"""Signing in and out: through the bank's identity provider, or, in the demonstration on this machine, by picking who to be."""

from __future__ import annotations

import logging
import secrets
from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import BaseModel, Field

from api.caller import COOKIE, Caller, Parts
from api.docs import shown
from api.identity import PAGES, Identity
from api.problems import Problem, not_found
from api.services import Services
from api.session.oidc import LoginRefused, Provider
from api.session.schemas import Me, People
from sinks.desk import Roster, Sessions

log = logging.getLogger(__name__)
router = APIRouter(tags=["session"])

LOGIN_COOKIE = "tidewatch_login"
LOGIN_PATH = "/v1/session"
LOCAL_PATH = r"^/([^/\\].*)?$"
LOOPBACK = ("127.0.0.1", "::1", "localhost")


class SignIn(BaseModel):
    """Who to be."""

    identity: str = Field(min_length=1, max_length=60, examples=["RM01"])


def me_of(who: Identity, roster: Roster) -> dict[str, Any]:
    """What a page must know of its user."""
    org = roster.orgs.get(who.org_id)
    return {
        "id": who.id, "name": who.name, "role": who.role, "org_id": who.org_id, "org_name": org.name if org else who.org_id,
        "pages": PAGES[who.role],
    }  # fmt: skip


def demo_only(request: Request, parts: Services) -> None:
    """The demonstration's people are for this machine alone: neither from another, nor for a page of another that has been pointed here."""
    here = request.client is not None and request.client.host in LOOPBACK and request.url.hostname in LOOPBACK
    if not parts.demo or not here:
        raise not_found("page", "页面")


@router.get("/identities", responses=shown(People), response_model=None)
def identities(request: Request, parts: Parts) -> dict[str, Any]:
    """The demonstration's people; 404 where people sign in for real."""
    demo_only(request, parts)
    roster = parts.roster()
    return {"items": [me_of(who, roster) for who in parts.identities().values()], "next": None}


@router.post("/session", responses=shown(Me), response_model=None)
def sign_in(wanted: SignIn, request: Request, response: Response, parts: Parts) -> dict[str, Any]:
    """Be somebody of the demonstration."""
    if not parts.demo:
        raise Problem(403, "Sign in through your bank's identity provider.", "请通过本行统一认证登录。")
    demo_only(request, parts)
    who = parts.identities().get(wanted.identity)
    if who is None:
        raise not_found("person", "人员")
    _begin(request, response, parts, who, {"who": who.id})
    return me_of(who, parts.roster())


@router.delete("/session", status_code=204)
def sign_out(request: Request, response: Response) -> None:
    """Be nobody: the session has ended, whatever the browser still holds."""
    sessions: Sessions = request.app.state.sessions
    if token := request.cookies.get(COOKIE):
        sessions.end(token)
    response.delete_cookie(COOKIE, path="/")


@router.get("/session/login", status_code=303, response_class=RedirectResponse, response_model=None)
def login(request: Request, next: Annotated[str, Query(max_length=200, pattern=LOCAL_PATH)] = "/") -> Response:
    """To the bank's identity provider; `next` is the page to come back to."""
    sessions: Sessions = request.app.state.sessions
    try:
        url, state, kept = provider_of(request).begin()
    except LoginRefused as why:
        raise Problem(503, f"Nobody can sign in now: {why}.", "统一认证暂不可用,请稍后重试。", 5) from None
    sessions.put_login(state, {**kept, "next": next})
    answer = RedirectResponse(url, 303)
    answer.set_cookie(
        LOGIN_COOKIE, state, max_age=600, path=LOGIN_PATH, httponly=True, samesite="lax", secure=_https(request)
    )
    return answer


@router.get("/session/callback", status_code=303, response_class=RedirectResponse, response_model=None)
def callback(
    request: Request,
    parts: Parts,
    state: Annotated[str, Query(max_length=200)] = "",
    code: Annotated[str, Query(max_length=4000)] = "",
    error: Annotated[str, Query(max_length=200)] = "",
) -> Response:
    """Back from the identity provider."""
    sessions: Sessions = request.app.state.sessions
    begun = request.cookies.get(LOGIN_COOKIE, "")
    kept = sessions.take_login(state) if state and secrets.compare_digest(begun.encode(), state.encode()) else None
    if kept is None:
        raise Problem(401, "This log-in was not begun here, or too long ago: begin again.", "登录已失效,请重新登录。")
    try:
        if error or not code:
            raise LoginRefused("the provider gave no code")
        who = provider_of(request).finish(code, kept)
    except LoginRefused as why:
        log.warning("a log-in was refused: %s", why)
        raise Problem(
            401, "The identity provider's answer does not hold: begin again.", "登录未通过,请重新登录。"
        ) from None
    answer = RedirectResponse(kept["next"], 303)
    answer.delete_cookie(LOGIN_COOKIE, path=LOGIN_PATH)
    _begin(request, answer, parts, who, {"identity": asdict(who)})
    return answer


@router.get("/me", responses=shown(Me), response_model=None)
def me(who: Caller, request: Request, parts: Parts) -> dict[str, Any]:
    """Who I am, the bank's clock, until when idleness ends the session, and the faint mark that pages showing customers carry."""
    sessions: Sessions = request.app.state.sessions
    return {
        **me_of(who, parts.roster()), "clock": parts.engine.clock, "idle_seconds": sessions.idle_seconds, "watermark": f"{who.name} {who.id}", "demo": parts.demo,
        "leave": parts.desk.leave_of(who.id, parts.engine.clock),
    }  # fmt: skip


class Leave(BaseModel):
    """Who stands in, and until when (epoch ms)."""

    delegate: str = Field(min_length=1, max_length=60)
    until: int = Field(ge=0, le=2**52)


@router.put("/me/leave", status_code=204)
def leave(asked: Leave, who: Caller, parts: Parts) -> None:
    """I am on leave: my open work goes to who stands in, and comes back when the time is over."""
    colleague = parts.roster().people.get(asked.delegate)
    if colleague is None or colleague.id == who.id or colleague.role != who.role:
        raise Problem(422, "Name a colleague of your own role to stand in.", "请指定同岗位的同事代理。")
    if asked.until <= parts.engine.clock:
        raise Problem(422, "Name a time that is still to come.", "请选择将来的时间。")
    parts.desk.leave(who.id, asked.delegate, asked.until, who.id, parts.engine.clock)


@router.delete("/me/leave", status_code=204)
def returned(who: Caller, parts: Parts) -> None:
    """I am back."""
    parts.desk.returned(who.id, who.id, parts.engine.clock)


def provider_of(request: Request) -> Provider:
    """The bank's provider; 404 where there is none."""
    found: Provider | None = request.app.state.provider
    if found is None:
        raise not_found("identity provider", "统一认证")
    return found


def _begin(request: Request, response: Response, parts: Services, who: Identity, said: dict[str, Any]) -> None:
    """A new session, and the end of the one before."""
    sessions: Sessions = request.app.state.sessions
    if old := request.cookies.get(COOKIE):
        sessions.end(old)
    token = sessions.begin(said)
    response.set_cookie(COOKIE, token, path="/", httponly=True, samesite="strict", secure=_https(request))
    parts.desk.audit(who.id, "sign in", who.role, "", parts.engine.clock)


def _https(request: Request) -> bool:
    return request.url.scheme == "https"
