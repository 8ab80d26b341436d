"""Silences: no push for a customer or a rule until a time; what is silenced is in the ledger."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Response
from pydantic import BaseModel, Field

from api.caller import Caller, Parts, reaches
from api.docs import Answer, shown
from api.identity import AUDIENCES
from api.problems import Problem, not_found
from sinks.desk import EVERY_CLASS

router = APIRouter(tags=["silences"])

ONE = {
    "id": "C000001|",
    "customer_id": "C000001",
    "rule_id": None,
    "until": 1772506800000,
    "reason": "并购期间",
    "by": "RM01",
    "audiences": ["normal"],
}


class Kept(Answer):
    """A silence in force, and for alerts of which classes: those its maker may see."""

    id: str
    customer_id: str | None
    rule_id: str | None
    until: int
    reason: str
    by: str
    audiences: list[str]

    model_config = Answer.with_example(ONE)


class Silences(Answer):
    """Silences in force."""

    items: list[Kept]
    next: str | None

    model_config = Answer.with_example({"items": [ONE], "next": None})


class Silence(BaseModel):
    """For whom or which rule, until when (epoch ms), and why. One of customer and rule is needed."""

    customer_id: str | None = Field(default=None, max_length=60)
    rule_id: str | None = Field(default=None, max_length=10)
    until: int = Field(ge=0, le=2**52)
    reason: str = Field(min_length=1, max_length=200)


@router.get("/silences", responses=shown(Silences), response_model=None)
def silences(who: Caller, parts: Parts) -> dict[str, Any]:
    """Silences of the caller's customers; of a whole rule, at the head office."""
    theirs = who.customers(parts.roster())
    items = parts.desk.silences(parts.engine.clock)
    seen = [one for one in items if theirs is None or one["customer_id"] in theirs]
    return {"items": [{"audiences": EVERY_CLASS, **one} for one in seen], "next": None}


@router.post("/silences", status_code=201, responses=shown(Kept, 201), response_model=None)
def silence(asked: Silence, who: Caller, parts: Parts) -> dict[str, Any]:
    """Be silent, on what the caller may see: a manager's word does not silence the risk desk."""
    theirs = who.customers(parts.roster())
    if asked.customer_id is None and (asked.rule_id is None or theirs is not None):
        raise Problem(422, "Name a customer of yours.", "请指定您名下的客户。")
    if asked.customer_id is not None and theirs is not None and not reaches(who, parts, asked.customer_id):
        raise not_found("customer", "客户")
    rule = parts.rules.rules.get(asked.rule_id or "")
    if asked.rule_id is not None and (rule is None or rule.audience not in AUDIENCES[who.role]):
        raise not_found("rule", "规则")
    if asked.until <= parts.engine.clock:
        raise Problem(422, "Name a time that is still to come.", "请选择将来的时间。")
    said = asked.customer_id, asked.rule_id, asked.until, asked.reason
    return parts.desk.silence(*said, who.id, parts.engine.clock, sorted(AUDIENCES[who.role]))


@router.delete("/silences/{silence_id}", status_code=204)
def unsilence(silence_id: Annotated[str, Path(max_length=60)], who: Caller, parts: Parts) -> Response:
    """Speak again."""
    known = {one["id"]: one for one in silences(who, parts)["items"]}
    if silence_id not in known:
        raise not_found("silence", "静默")
    parts.desk.unsilence(silence_id, who.id, parts.engine.clock)
    return Response(status_code=204)
