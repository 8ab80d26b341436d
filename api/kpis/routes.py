"""Key figures: values with their series by organisation or RM, and what a figure is made of, step by step down to customers."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query

from api.caller import Caller, Parts, only
from api.docs import Answer, shown
from api.kpis.service import drilled, performance, scope_of
from api.problems import not_found
from api.roles import Role
from sinks.warehouse.kpi import catalogue

router = APIRouter(tags=["kpis"], dependencies=[only("performance")])

KPI: dict[str, Any] = {
    "kpi_id": "K01", "name_zh": "存款时点余额", "name_en": "Deposits at day end", "unit": "fen", "value": 1286000000000, "previous": 1282000000000,
    "month_start": 1260000000000, "series": [{"day": "2026-03-02", "value": 1286000000000}],
}  # fmt: skip
OrgId = Annotated[str | None, Query(max_length=60)]


class Kpi(Answer):
    """One key figure with its series."""

    kpi_id: str
    name_zh: str
    name_en: str
    unit: Literal["fen", "count"]
    value: int | None
    previous: int | None
    month_start: int | None
    series: list[dict[str, Any]]

    model_config = Answer.with_example(KPI)


class Kpis(Answer):
    """Every key figure of a scope."""

    items: list[Kpi]
    next: str | None

    model_config = Answer.with_example({"items": [KPI], "next": None})


class Part(Answer):
    """An organisation's, an RM's or a customer's part of a figure."""

    id: str
    name: str
    value: int


class Parts_(Answer):
    """What a figure is made of, one step down."""

    kpi_id: str
    level: Literal["org", "rm", "customer"]
    items: list[Part]

    model_config = Answer.with_example(
        {"kpi_id": "K01", "level": "rm", "items": [{"id": "RM01", "name": "李", "value": 640000000}]}
    )


@router.get("/kpis", responses=shown(Kpis), response_model=None)
def kpis(
    who: Caller, parts: Parts, org: OrgId = None, rm: OrgId = None, days: Annotated[int, Query(ge=1, le=800)] = 400
) -> dict[str, Any]:
    """KPI values with their series; an RM sees only their own."""
    mine = who.id if who.role is Role.RM else rm
    scope_of(org, mine, who, parts)
    return performance(org or who.org_id, mine, days, parts)


@router.get("/kpis/{kpi_id}/drill", responses=shown(Parts_), response_model=None)
def drill(
    kpi_id: Annotated[str, Path(pattern=r"^[A-Z]\d{2}[A-Z]?$", examples=["K01"])],
    who: Caller,
    parts: Parts,
    org: OrgId = None,
    rm: OrgId = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> dict[str, Any]:
    """One step down: an organisation's organisations, a team's RMs, an RM's customers (the largest first)."""
    if kpi_id not in catalogue():
        raise not_found("key figure", "指标")
    mine = who.id if who.role is Role.RM else rm
    scope_of(org, mine, who, parts)
    return drilled(kpi_id, org or who.org_id, mine, limit, parts)
