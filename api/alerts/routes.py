"""One alert: what happened, why, what to do; and what people do with it."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path
from pydantic import BaseModel, Field

from api.alerts.service import detail
from api.identity import Caller, Identity, Parts, only
from api.inbox.rows import alert_row
from api.problems import not_found
from api.services import Services
from events.task import ResultCode

router = APIRouter(tags=["alerts"], dependencies=[only("inbox")])

AlertId = Annotated[str, Path(pattern=r"^[0-9a-f]{32}$")]


class Snooze(BaseModel):
    """Until when (epoch ms), and why."""

    until: int = Field(ge=0, le=2**52)
    reason: str = Field(default="", max_length=200)


class Close(BaseModel):
    """How it ended."""

    result_code: ResultCode
    note: str = Field(default="", max_length=2000)


class Reassign(BaseModel):
    """To whom."""

    to: str = Field(max_length=60)
    note: str = Field(default="", max_length=2000)


class Comment(BaseModel):
    """A remark."""

    note: str = Field(min_length=1, max_length=2000)


def theirs(alert_id: str, who: Identity, parts: Services) -> dict[str, Any]:
    """The alert's row, when it is the caller's to see; 404 otherwise, whether or not it exists."""
    row = parts.desk.get(alert_id)
    if row is None or not parts.desk.visible(row, who.scope()):
        raise not_found("alert", "提醒")
    return row


@router.get("/alerts/{alert_id}")
def alert(alert_id: AlertId, who: Caller, parts: Parts) -> dict[str, Any]:
    """Everything about one alert."""
    row = theirs(alert_id, who, parts)
    return {**alert_row(row, parts, parts.engine.clock), **detail(row, parts)}


@router.post("/alerts/{alert_id}/acknowledge")
def acknowledge(alert_id: AlertId, who: Caller, parts: Parts) -> dict[str, Any]:
    """I have seen it."""
    theirs(alert_id, who, parts)
    return _answered(parts.desk.acknowledge(alert_id, who.id, parts.engine.clock), parts)


@router.post("/alerts/{alert_id}/snooze")
def snooze(alert_id: AlertId, asked: Snooze, who: Caller, parts: Parts) -> dict[str, Any]:
    """Not now."""
    theirs(alert_id, who, parts)
    return _answered(parts.desk.snooze(alert_id, who.id, parts.engine.clock, asked.until, asked.reason), parts)


@router.post("/alerts/{alert_id}/close")
def close(alert_id: AlertId, asked: Close, who: Caller, parts: Parts) -> dict[str, Any]:
    """Done, with a result."""
    theirs(alert_id, who, parts)
    row = parts.desk.close(alert_id, who.id, parts.engine.clock, asked.result_code, asked.note)
    return _answered(row, parts)


@router.post("/alerts/{alert_id}/reassign")
def reassign(alert_id: AlertId, asked: Reassign, who: Caller, parts: Parts) -> dict[str, Any]:
    """Somebody else's now."""
    theirs(alert_id, who, parts)
    if asked.to not in parts.roster().people:
        raise not_found("colleague", "同事")
    return _answered(parts.desk.reassign(alert_id, who.id, parts.engine.clock, asked.to, asked.note), parts)


@router.post("/alerts/{alert_id}/comment")
def comment(alert_id: AlertId, asked: Comment, who: Caller, parts: Parts) -> dict[str, Any]:
    """A remark for whoever reads it next."""
    theirs(alert_id, who, parts)
    return _answered(parts.desk.comment(alert_id, who.id, parts.engine.clock, asked.note), parts)


@router.post("/alerts/{alert_id}/undo")
def undo(alert_id: AlertId, who: Caller, parts: Parts) -> dict[str, Any]:
    """Take the last step back, within eight seconds."""
    theirs(alert_id, who, parts)
    return _answered(parts.desk.undo(alert_id, who.id, parts.engine.clock), parts)


@router.get("/colleagues")
def colleagues(who: Caller, parts: Parts) -> dict[str, Any]:
    """To whom work can be given."""
    roster = parts.roster()
    items = [
        {"id": one.id, "name": one.name, "org_name": roster.orgs[one.org_id].name if one.org_id in roster.orgs else ""}
        for one in roster.people.values()
        if one.id != who.id
    ]
    return {"items": items, "next": None}


def _answered(row: dict[str, Any], parts: Services) -> dict[str, Any]:
    return {**alert_row(row, parts, parts.engine.clock), "undo_until": row.get("undo_until")}
