"""The branch wall: sums over the caller's organisation."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query

from api.caller import Caller, Parts, only
from api.docs import Answer, shown
from api.kpis.service import org_of
from api.wall.service import wall

router = APIRouter(tags=["wall"])

DEPOSIT = {"now": 1286000000000, "yesterday": 1282000000000, "month_start": 1260000000000, "average": 1269000000000}


class Wall(Answer):
    """Everything the wall shows."""

    clock: int
    org_name: str | None
    deposit: dict[str, int]
    net_in_today: int
    in_today: int
    out_today: int
    minutes: list[dict[str, Any]]
    minutes_yesterday: list[dict[str, Any]]
    branches: list[dict[str, Any]]
    alerts: dict[str, Any]
    movements: list[dict[str, Any]]
    maturities: list[dict[str, Any]]
    team: list[dict[str, Any]]

    model_config = Answer.with_example(
        {
            "clock": 1772504460000, "org_name": "总行", "deposit": DEPOSIT, "net_in_today": -12000000000, "in_today": 34000000000, "out_today": 46000000000,
            "minutes": [], "minutes_yesterday": [], "branches": [{"org_id": "B1", "name": "一支行", "deposit": 640000000, "change": -2000000}],
            "alerts": {"P1": 2, "P2": 9, "P3": 31, "P4": 0, "opened_today": 12, "closed_today": 8, "in_time_ratio": 0.94, "by_rule": [], "by_state": []},
            "movements": [], "maturities": [], "team": [],
        }
    )  # fmt: skip


@router.get("/wall", dependencies=[only("wall")], responses=shown(Wall), response_model=None)
def the_wall(who: Caller, parts: Parts, org: Annotated[str | None, Query(max_length=60)] = None) -> dict[str, Any]:
    """Everything the wall shows of an organisation."""
    return wall(org_of(org, who, parts), parts)
