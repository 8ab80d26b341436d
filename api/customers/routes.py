"""Customers: search, and one picture that knows the customer (一图识客户). Every read of a card is in the audit log."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query

from api.caller import Caller, Parts, only, reaches
from api.customers.schemas import Card, Listed
from api.customers.service import Asked, card, listed
from api.docs import shown
from api.problems import not_found

router = APIRouter(tags=["customers"], dependencies=[only("customers")])


@router.get("/customers", responses=shown(Listed), response_model=None)
def customers(
    who: Caller,
    parts: Parts,
    q: Annotated[str, Query(max_length=60)] = "",
    tag: Annotated[str | None, Query(max_length=10)] = None,
    waiting: Annotated[bool, Query(description="only those of whom an alert waits")] = False,
    cursor: Annotated[int, Query(ge=0, le=10_000_000)] = 0,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> dict[str, Any]:
    """By name, its pinyin (xhzz, xihuzhizao), USCC or the end of an account number; those with the largest balances first."""
    return listed(who, parts, Asked(q, tag, waiting), cursor, limit)


@router.get("/customers/{customer_id}", responses=shown(Card), response_model=None)
def customer(customer_id: Annotated[str, Path(max_length=60)], who: Caller, parts: Parts) -> dict[str, Any]:
    """The card. 404 where the customer is another's, whether or not there is one."""
    if not reaches(who, parts, customer_id):
        raise not_found("customer", "客户")
    found = card(customer_id, who, parts)
    if found is None:
        raise not_found("customer", "客户")
    parts.desk.audit(who.id, "read card", customer_id, "", parts.engine.clock)
    return found
