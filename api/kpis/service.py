"""The key figures of an organisation or an RM, and their parts."""

from __future__ import annotations

from typing import Any

from api.identity import Identity
from api.moment import today
from api.problems import Problem
from api.services import Services
from sinks.warehouse import questions as ask
from sinks.warehouse.kpi import Kpis


def org_of(asked: str | None, who: Identity, parts: Services) -> str:
    """The organisation that is asked for, or the caller's; 403 when it is not below theirs."""
    org = asked or who.org_id
    if org not in parts.roster().subtree(who.org_id):
        raise Problem(403, "This organisation is outside your scope.", "该机构不在您的权限范围内。")
    return org


def scope_of(org: str | None, rm: str | None, who: Identity, parts: Services) -> ask.Scope:
    """Whose customers a question is about; 403 when they are not the caller's to see."""
    unit = org_of(org, who, parts)
    if rm is None:
        return parts.questions.tree(today(parts)).scope(unit)
    person = parts.roster().people.get(rm)
    if person is None or person.org_id not in parts.roster().subtree(who.org_id):
        raise Problem(403, "This manager is outside your scope.", "该客户经理不在您的权限范围内。")
    return ask.Scope(frozenset({rm}))


def performance(org: str, rm: str | None, days: int, parts: Services) -> dict[str, Any]:
    """KPI values of an organisation or one RM, with their series."""
    day = today(parts)
    return {
        "items": Kpis(parts.warehouse).series(day, parts.questions.tree(day).counted_as(org), rm, days),
        "next": None,
    }


def drilled(kpi: str, org: str, rm: str | None, limit: int, parts: Services) -> dict[str, Any]:
    """A figure's parts one step down; what is nobody's, or the organisation's own, is the part without a name."""
    day, kpis = today(parts), Kpis(parts.warehouse)
    if rm is not None:
        return {"kpi_id": kpi, "level": "customer", "items": kpis.by_customer(kpi, day, rm, limit)}
    tree = parts.questions.tree(day)
    whole, below, people = tree.counted_as(org), tree.children(org), parts.roster().people
    names = {u.id: u.name for u in below} or {one.id: one.name for one in people.values()}
    level, split = ("org", "all") if below else ("rm", "rm")
    rows = kpis.parts(kpi, day, [*(u.id for u in below), whole], whole)
    items = [
        {"id": r["id"], "name": names[r["id"]], "value": r["value"]}
        for r in rows
        if r["split"] == split and r["id"] in names
    ]
    total = sum(r["value"] for r in rows if r["split"] == "all" and r["id"] == whole)
    rest = total - sum(one["value"] for one in items)
    items += [{"id": "", "name": "–", "value": rest}] if rest else []
    return {"kpi_id": kpi, "level": level, "items": sorted(items, key=lambda one: -one["value"])[:limit]}
