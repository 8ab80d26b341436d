"""The branch wall and the KPI pages: sums over the caller's organisation."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query

from api.identity import Caller, Identity, Parts, only
from api.problems import Problem
from api.services import Services
from api.wall.service import performance, wall

router = APIRouter(tags=["wall"])


def _org(asked: str | None, who: Identity, parts: Services) -> str:
    org = asked or who.org_id
    if org not in parts.roster().subtree(who.org_id):
        raise Problem(403, "This organisation is outside your scope.", "该机构不在您的权限范围内。")
    return org


@router.get("/wall", dependencies=[only("wall")])
def the_wall(who: Caller, parts: Parts, org: Annotated[str | None, Query(max_length=60)] = None) -> dict[str, Any]:
    """Everything the wall shows of an organisation."""
    return wall(_org(org, who, parts), who, parts)


@router.get("/kpis", dependencies=[only("performance")])
def kpis(
    who: Caller,
    parts: Parts,
    org: Annotated[str | None, Query(max_length=60)] = None,
    rm: Annotated[str | None, Query(max_length=60)] = None,
) -> dict[str, Any]:
    """KPI values with their series; an RM sees only their own."""
    return performance(_org(org, who, parts), who.id if who.role == "rm" else rm, parts)
