"""One alert, and the task it is for somebody: what happened, why, what to do; and what people do with it. A task has its alert's id."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel, Field

from api.alerts.proofs import keep, kept, require
from api.alerts.schemas import FILE, Alert, AlertPage, Colleagues, Proof, Task, Tasks
from api.alerts.service import detail, task_of
from api.caller import Caller, Parts, only
from api.docs import CONFLICT, shown
from api.encoded import Encoded
from api.identity import TAKERS, Identity
from api.inbox.page import Paged
from api.inbox.rows import alert_row
from api.problems import not_found
from api.services import Services
from events.task import ResultCode

router = APIRouter(tags=["alerts"], dependencies=[only("inbox")])
tasks = APIRouter(tags=["tasks"], dependencies=[only("inbox")])
steps = APIRouter(dependencies=[only("inbox")], responses=CONFLICT)

AlertId = Annotated[str, Path(pattern=r"^[0-9a-f]{32}$", examples=["0f3a9c21b7de4f5a9c21b7de0f3a9c21"])]


class Snooze(BaseModel):
    """Until when (epoch ms), and why."""

    until: int = Field(ge=0, le=2**52, examples=[1772506800000])
    reason: str = Field(default="", max_length=200)


class Close(BaseModel):
    """How it ended. `proof`: references (a contract's or voucher's number, or `file:` of an uploaded one); some rules ask for it."""

    result_code: ResultCode
    note: str = Field(default="", max_length=2000)
    proof: list[Annotated[str, Field(min_length=1, max_length=200)]] = Field(default=[], max_length=20)


class Reassign(BaseModel):
    """To whom."""

    to: str = Field(min_length=1, max_length=60)
    note: str = Field(default="", max_length=2000)


class Comment(BaseModel):
    """A remark."""

    note: str = Field(min_length=1, max_length=2000)


def theirs(alert_id: str, who: Identity, parts: Services) -> dict[str, Any]:
    """The alert's row, when it is the caller's to see; 404 otherwise, whether or not it exists."""
    row = parts.desk.get(alert_id)
    if row is None or not parts.desk.visible(row, who.scope(parts.roster())):
        raise not_found("alert", "提醒")
    return row


@router.get("/alerts/{alert_id}", responses=shown(AlertPage), response_model=None)
def alert(alert_id: AlertId, who: Caller, parts: Parts) -> dict[str, Any]:
    """Everything about one alert."""
    row = theirs(alert_id, who, parts)
    return {**alert_row(row, parts, parts.engine.clock), **detail(row, parts)}


@tasks.get("/tasks", responses=shown(Tasks), response_model=None)
def listed(who: Caller, parts: Parts, page: Paged) -> Encoded:
    """What is to be done, by whom and by when: the most urgent first."""
    rows, after = parts.desk.inbox(who.scope(parts.roster()), page.wanted, page.cursor, page.limit)
    return Encoded({"items": [task_of(row, parts) for row in rows], "next": after})


@tasks.get("/tasks/{alert_id}", responses=shown(Task), response_model=None)
def task(alert_id: AlertId, who: Caller, parts: Parts) -> dict[str, Any]:
    """One task: what to do, how it went, and what the customer's balance did afterwards."""
    return task_of(theirs(alert_id, who, parts), parts, outcome=True)


@steps.post("/{alert_id}/acknowledge", responses=shown(Alert), response_model=None)
def acknowledge(alert_id: AlertId, who: Caller, parts: Parts) -> Encoded:
    """I have seen it."""
    theirs(alert_id, who, parts)
    return _answered(parts.desk.acknowledge(alert_id, who.id, parts.engine.clock), parts)


@steps.post("/{alert_id}/snooze", responses=shown(Alert), response_model=None)
def snooze(alert_id: AlertId, asked: Snooze, who: Caller, parts: Parts) -> Encoded:
    """Not now."""
    theirs(alert_id, who, parts)
    return _answered(parts.desk.snooze(alert_id, who.id, parts.engine.clock, asked.until, asked.reason), parts)


@steps.post("/{alert_id}/close", responses=shown(Alert), response_model=None)
def close(alert_id: AlertId, asked: Close, who: Caller, parts: Parts) -> Encoded:
    """Done, with a result."""
    require(asked.proof, asked.result_code, parts.rules.rules.get(theirs(alert_id, who, parts)["rule_id"]))
    row = parts.desk.close(alert_id, who.id, parts.engine.clock, asked.result_code, asked.note, asked.proof)
    return _answered(row, parts)


@steps.post("/{alert_id}/reassign", responses=shown(Alert), response_model=None)
def reassign(alert_id: AlertId, asked: Reassign, who: Caller, parts: Parts) -> Encoded:
    """Somebody else's now."""
    theirs(alert_id, who, parts)
    person = parts.roster().people.get(asked.to)
    if person is None or person.role not in TAKERS:
        raise not_found("colleague", "同事")
    return _answered(parts.desk.reassign(alert_id, who.id, parts.engine.clock, asked.to, asked.note), parts)


@steps.post("/{alert_id}/comment", responses=shown(Alert), response_model=None)
def comment(alert_id: AlertId, asked: Comment, who: Caller, parts: Parts) -> Encoded:
    """A remark for whoever reads it next."""
    theirs(alert_id, who, parts)
    return _answered(parts.desk.comment(alert_id, who.id, parts.engine.clock, asked.note), parts)


@steps.post("/{alert_id}/undo", responses=shown(Alert), response_model=None)
def undo(alert_id: AlertId, who: Caller, parts: Parts) -> Encoded:
    """Take the last step back, within eight seconds; who has handed an alert over may too, though it is not on their list any more."""
    if parts.desk.undoer(alert_id) != who.id:
        theirs(alert_id, who, parts)
    return _answered(parts.desk.undo(alert_id, who.id, parts.engine.clock), parts)


@steps.post(
    "/{alert_id}/proof",
    status_code=201,
    responses=shown(Proof, 201),
    response_model=None,
    openapi_extra={"requestBody": FILE},
)
async def upload(alert_id: AlertId, who: Caller, parts: Parts, request: Request) -> dict[str, Any]:
    """A file that shows what was done; name the answer's `reference` when closing."""
    await run_in_threadpool(theirs, alert_id, who, parts)
    reference = await run_in_threadpool(keep, await request.body(), parts)
    parts.desk.comment(alert_id, who.id, parts.engine.clock, reference)
    return {"reference": reference}


@steps.get("/{alert_id}/proof/{digest}", response_class=Response, responses={200: {"content": FILE["content"]}})
def proof(
    alert_id: AlertId, digest: Annotated[str, Path(pattern=r"^[0-9a-f]{64}$")], who: Caller, parts: Parts
) -> Response:
    """A file that was uploaded for this alert."""
    row = theirs(alert_id, who, parts)
    if f"file:{digest}" not in (line["note"] for line in parts.desk.history(alert_id)):
        raise not_found("file", "文件")
    content, kind = kept(digest, parts)
    parts.desk.audit(who.id, "read proof", alert_id, digest, parts.engine.clock, row["audience"])
    return Response(content, media_type=kind, headers={"Content-Disposition": f'attachment; filename="{digest[:12]}"'})


@router.get("/colleagues", responses=shown(Colleagues), response_model=None)
def colleagues(who: Caller, parts: Parts) -> dict[str, Any]:
    """To whom work can be given, and who may stand in for the caller."""
    roster = parts.roster()
    items = [
        {
            "id": one.id,
            "name": one.name,
            "role": one.role,
            "org_name": roster.orgs[one.org_id].name if one.org_id in roster.orgs else "",
        }
        for one in roster.people.values()
        if one.id != who.id and one.role in {*TAKERS, who.role}
    ]
    return {"items": items, "next": None}


def _answered(row: dict[str, Any], parts: Services) -> Encoded:
    return Encoded({**alert_row(row, parts, parts.engine.clock), "undo_until": row.get("undo_until")})
