"""For operators: sources, shards, stores, dead letters, the audit log; health for machines."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.responses import PlainTextResponse
from pydantic import BaseModel, Field

from api.caller import Caller, Parts, only
from api.docs import shown
from api.identity import AML, NORMAL, RISK
from api.inbox.live import Live
from api.operations.metrics import samples, text
from api.operations.schemas import Audit, Letters, Operations, Ready, Requeued, Status
from api.operations.standing import shards, sources, stores, unknown_fields
from api.problems import Problem, not_found
from api.roles import Role
from api.services import Services
from sinks.desk import Scope

router = APIRouter(tags=["operations"])
health = APIRouter(tags=["health"])
AUDITED = {
    Role.OPERATOR: frozenset({NORMAL, RISK}), Role.AUDITOR: frozenset({NORMAL, RISK}), Role.AML: frozenset({AML}),
}  # fmt: skip
DOWN: dict[int | str, dict[str, Any]] = {503: {"description": "A store is away", "model": Ready}}


class Requeue(BaseModel):
    """The record as it is to be sent again; nothing: as it was."""

    record: str | None = Field(default=None, max_length=1_000_000)


class RequeueAll(BaseModel):
    """Which dead letters to send again."""

    reason: str = Field(max_length=40)


@router.get("/operations", dependencies=[only("operator")], responses=shown(Operations), response_model=None)
def operations(parts: Parts) -> dict[str, Any]:
    """How the engine is."""
    reasons = parts.engine.reasons()
    letters = {"total": sum(reasons.values()), "by_reason": [{"reason": r, "count": n} for r, n in reasons.items()]}
    said = parts.engine.operations()
    return {
        **said, "sources": sources(parts, said["sources"]), "shards": shards(parts, said["shards"]), "stores": stores(parts),
        "dead_letters": letters, "unknown_fields": unknown_fields(parts),
    }  # fmt: skip


@router.get("/dead-letters", dependencies=[only("operator")], responses=shown(Letters), response_model=None)
def dead_letters(
    parts: Parts,
    reason: Annotated[str | None, Query(max_length=40)] = None,
    cursor: Annotated[int, Query(ge=0, le=2**53)] = 0,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> dict[str, Any]:
    """Records that could not be taken, the newest first."""
    items = parts.engine.dead_letters(reason, cursor, limit)
    return {"items": items, "next": str(items[-1]["id"]) if len(items) == limit else None}


@router.post("/dead-letters/requeue", dependencies=[only("operator")], responses=shown(Requeued), response_model=None)
def requeue_all(asked: RequeueAll, who: Caller, parts: Parts) -> dict[str, int]:
    """Send every one of a reason again that has not been sent."""
    waiting = [one["id"] for one in parts.engine.dead_letters(asked.reason, 0, 10_000) if not one["requeued"]]
    sent = sum(parts.engine.requeue(number) for number in waiting)
    parts.desk.audit(who.id, "requeue", asked.reason, str(sent), parts.engine.clock)
    return {"requeued": sent}


@router.post(
    "/dead-letters/{number}/requeue", dependencies=[only("operator")], responses=shown(Requeued), response_model=None
)
def requeue(number: Annotated[int, Path(ge=0, le=2**53)], asked: Requeue, who: Caller, parts: Parts) -> dict[str, int]:
    """Send one again, mended or as it was."""
    if not parts.engine.requeue(number, None if asked.record is None else asked.record.encode()):
        raise not_found("dead letter", "死信")
    parts.desk.audit(who.id, "requeue", str(number), "", parts.engine.clock)
    return {"requeued": 1}


@router.get("/audit", responses=shown(Audit), response_model=None)
def audit(
    who: Caller, parts: Parts, cursor: Annotated[str | None, Query(pattern=r"^\d{1,15}-\d{1,9}$")] = None
) -> dict[str, Any]:
    """Who did what, the newest first: operators and auditors all but anti-money-laundering's lines, its own desk those."""
    if who.role not in AUDITED:
        raise Problem(403, "This page is not yours.", "您没有此页面的权限。")
    items, after = parts.desk.audited(AUDITED[who.role], cursor, 100)
    return {"items": items, "next": after}


@health.get("/health", responses=shown(Status), response_model=None)
def alive() -> dict[str, str]:
    """The process answers."""
    return {"status": "ok"}


@health.get("/ready", responses={**shown(Ready), **DOWN}, response_model=None)
def ready(parts: Parts, response: Response) -> dict[str, Any]:
    """Everything behind it answers too; 503 otherwise."""
    found = stores(parts)
    if not all(one["up"] for one in found):
        response.status_code = 503
    return {"status": "ok" if response.status_code != 503 else "waiting", "stores": found}


@health.get("/metrics", response_class=PlainTextResponse)
def metrics(request: Request, parts: Parts) -> str:
    """Prometheus text; counts only, nothing of a customer."""
    answering = stores(parts)
    live: Live = request.app.state.live
    waiting = _waiting(parts) if all(one["up"] for one in answering) else {}
    return text(samples(parts, answering, live.open, waiting))


def _waiting(parts: Services) -> dict[str, int]:
    """What waits in the whole bank, by severity, but for anti-money-laundering's."""
    tops = parts.roster().tops
    counts = parts.desk.counts_of([Scope(f"org:{top}", frozenset({NORMAL, RISK})) for top in tops], 0)
    return {name: sum(one[name] for one in counts) for name in ("P1", "P2", "P3", "P4")}
