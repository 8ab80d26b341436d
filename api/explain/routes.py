"""为什么没有提醒我: customer, rule, day → what was found, what suppressed it, and each condition with its value and threshold."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query

from api.explain.service import explain
from api.identity import AUDIENCES, Caller, Parts, only
from api.problems import not_found

router = APIRouter(tags=["explain"], dependencies=[only("risk", "inbox")])


@router.get("/explain")
def why(
    who: Caller,
    parts: Parts,
    customer: Annotated[str, Query(max_length=60)],
    rule: Annotated[str, Query(max_length=10)],
    day: date,
) -> dict[str, Any]:
    """Why there was, or was not, an alert."""
    theirs = who.customers(parts.roster())
    found = parts.rules.rules.get(rule)
    if found is None or found.audience not in AUDIENCES[who.role]:
        raise not_found("rule", "规则")
    if theirs is not None and customer not in theirs:
        raise not_found("customer", "客户")
    return explain(customer, found, day, parts)
