"""Tags: what is true of how many of one's customers, and how that moves. Whose a tag is: /v1/customers?tag=."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query

from api.caller import Caller, Parts, only
from api.docs import Answer, shown
from api.identity import AUDIENCES, Identity
from api.kpis.service import scope_of
from api.moment import today
from api.problems import not_found
from api.roles import Role
from api.services import Services
from detectors.tags import Tag, read_catalogue
from sinks.warehouse.questions import Scope

router = APIRouter(tags=["tags"], dependencies=[only("customers")])

MOVED_DAYS = 30
TAG: dict[str, Any] = {
    "tag_id": "L05",
    "name_zh": "潜在流失",
    "name_en": "At risk of leaving",
    "family": "life",
    "kind": "bool",
    "customers": 12,
    "joined": 3,
}
OrgId = Annotated[str | None, Query(max_length=60)]


class TagShort(Answer):
    """A tag, of how many customers it holds, and of how many since the last thirty days."""

    tag_id: str
    name_zh: str
    name_en: str
    family: str
    kind: str
    customers: int
    joined: int

    model_config = Answer.with_example(TAG)


class Tags(Answer):
    """The tags that the caller may see."""

    items: list[TagShort]
    next: str | None

    model_config = Answer.with_example({"items": [TAG], "next": None})


class TagPage(TagShort):
    """A tag with its values and its movements by day."""

    values: list[dict[str, Any]]
    series: list[dict[str, Any]]

    model_config = Answer.with_example(
        {
            **TAG,
            "values": [{"value": "1", "value_zh": "是", "value_en": "yes", "customers": 12, "joined": 3}],
            "series": [{"day": "2026-03-02", "gained": 2, "lost": 1}],
        }
    )


@router.get("/tags", responses=shown(Tags), response_model=None)
def tags(who: Caller, parts: Parts, org: OrgId = None, rm: OrgId = None) -> dict[str, Any]:
    """Every tag that the caller may see, with how many of the scope's customers it holds of."""
    rows = _counts(who, parts, org, rm)
    return {"items": [_short(tag, rows) for tag in _visible(who).values()], "next": None}


@router.get("/tags/{tag_id}", responses=shown(TagPage), response_model=None)
def tag(
    tag_id: Annotated[str, Path(max_length=10)], who: Caller, parts: Parts, org: OrgId = None, rm: OrgId = None
) -> dict[str, Any]:
    """One tag: its values, and who got or lost it day by day."""
    found = _visible(who).get(tag_id)
    if found is None:
        raise not_found("tag", "标签")
    rows = [row for row in _counts(who, parts, org, rm) if row["tag_id"] == tag_id]
    values = [
        {**row, **dict(zip(("value_zh", "value_en"), found.written(row["value"]), strict=True))} for row in rows[:50]
    ]
    day = today(parts)
    series = parts.questions.tag_series(tag_id, day, day - timedelta(days=365), _scope(who, parts, org, rm))
    return {**_short(found, rows), "values": values, "series": series}


def _scope(who: Identity, parts: Services, org: str | None, rm: str | None) -> Scope:
    return scope_of(org, who.id if who.role is Role.RM else rm, who, parts)


def _counts(who: Identity, parts: Services, org: str | None, rm: str | None) -> list[dict[str, Any]]:
    day = today(parts)
    return parts.questions.tag_counts(day, day - timedelta(days=MOVED_DAYS), _scope(who, parts, org, rm))


def _visible(who: Identity) -> dict[str, Tag]:
    return {id: tag for id, tag in read_catalogue().items() if tag.audience in AUDIENCES[who.role]}


def _short(tag: Tag, rows: list[dict[str, Any]]) -> dict[str, Any]:
    mine = [row for row in rows if row["tag_id"] == tag.id]
    return {
        "tag_id": tag.id, "name_zh": tag.name.zh, "name_en": tag.name.en, "family": tag.family, "kind": tag.kind,
        "customers": sum(row["customers"] for row in mine), "joined": sum(row["joined"] for row in mine),
    }  # fmt: skip
