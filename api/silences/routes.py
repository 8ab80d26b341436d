"""Silences: no push for a customer or a rule until a time; what is silenced is in the ledger."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Response
from pydantic import BaseModel, Field

from api.identity import Caller, Parts
from api.problems import Problem, not_found

router = APIRouter(tags=["silences"])


class Silence(BaseModel):
    """For whom or which rule, until when (epoch ms), and why. One of customer and rule is needed."""

    customer_id: str | None = Field(default=None, max_length=60)
    rule_id: str | None = Field(default=None, max_length=10)
    until: int = Field(ge=0, le=2**52)
    reason: str = Field(min_length=1, max_length=200)


@router.get("/silences")
def silences(who: Caller, parts: Parts) -> dict[str, Any]:
    """Silences of the caller's customers."""
    theirs = who.customers(parts.roster())
    items = parts.desk.silences(parts.engine.clock)
    return {
        "items": [s for s in items if theirs is None or not s["customer_id"] or s["customer_id"] in theirs],
        "next": None,
    }


@router.post("/silences", status_code=201)
def silence(asked: Silence, who: Caller, parts: Parts) -> dict[str, Any]:
    """Be silent."""
    theirs = who.customers(parts.roster())
    if asked.customer_id is None and (asked.rule_id is None or theirs is not None):
        raise Problem(422, "Name a customer of yours.", "请指定您名下的客户。")
    if asked.customer_id is not None and theirs is not None and asked.customer_id not in theirs:
        raise not_found("customer", "客户")
    return parts.desk.silence(asked.customer_id, asked.rule_id, asked.until, asked.reason, who.id, parts.engine.clock)


@router.delete("/silences/{silence_id}", status_code=204)
def unsilence(silence_id: Annotated[str, Path(max_length=60)], who: Caller, parts: Parts) -> Response:
    """Speak again."""
    known = {one["id"]: one for one in silences(who, parts)["items"]}
    if silence_id not in known:
        raise not_found("silence", "静默")
    parts.desk.unsilence(silence_id, who.id, parts.engine.clock)
    return Response(status_code=204)
