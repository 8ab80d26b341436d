"""The roster, read from the organisation stream as the warehouse keeps it; and the demonstration's people."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import polars as pl

from api.identity import Identity
from api.roles import Role
from sinks.desk import Org, Person, Roster
from sinks.warehouse import Warehouse

STAFF = {  # roles of `rm` records; without one, or with one of another kind, somebody is a relationship manager
    **{str(role): role for role in Role},
    "客户经理": Role.RM, "团队长": Role.LEAD, "行长": Role.BRANCH, "风险经理": Role.RISK, "反洗钱": Role.AML, "总行营销": Role.HQ, "运维": Role.OPERATOR,
    "审计": Role.AUDITOR,
}  # fmt: skip
ROLES = {Role.LEAD: ("团队长", "Team lead"), Role.BRANCH: ("支行行长", "Branch head")}
HEAD_OFFICE = {  # who sits at the head office of the demonstration
    Role.HQ: "总行营销中心", Role.RISK: "风险经理", Role.AML: "反洗钱岗", Role.OPERATOR: "系统运维", Role.AUDITOR: "审计",
}  # fmt: skip

LATEST = (
    "SELECT object, id, argMax(parent_id, event_time) AS parent_id, argMax(name, event_time) AS name, argMax(level, event_time) AS level, "
    "argMax(rm_id, event_time) AS rm_id, argMax(customer_id, event_time) AS customer, argMax(role, event_time) AS role, "
    "argMax(delegate, event_time) AS delegate, argMax(valid_to, event_time) AS valid_to FROM organisation FINAL GROUP BY object, id"
)
COLUMNS: dict[str, pl.DataType] = {
    **dict.fromkeys(("customer_id", "event_id", "object", "id", "parent_id", "name", "level", "rm_id", "role", "delegate"), pl.String()),
    "day": pl.Date(), "version": pl.UInt64(), "valid_to": pl.Date(), "event_time": pl.Datetime("ms", "UTC"),
}  # fmt: skip


def read_roster(warehouse: Warehouse, day: date, demo: bool) -> Roster:
    """Who works where and whose customers are whose on a day. `demo`: places that the records leave empty are filled with made-up people."""
    found = warehouse.query(LATEST)
    rows: list[dict[str, Any]] = found.filter(pl.col("valid_to").is_null() | (pl.col("valid_to") >= day)).to_dicts()
    orgs = {
        r["id"]: Org(r["id"], r["parent_id"], r["name"] or r["id"], r["level"] or "")
        for r in rows
        if r["object"] == "org"
    }
    people = {
        r["id"]: Person(
            r["id"], r["name"] or r["id"], STAFF.get(r["role"], Role.RM), r["parent_id"] or "", r["delegate"]
        )
        for r in rows
        if r["object"] == "rm"
    }
    owners: dict[str, tuple[str, tuple[str, ...], str]] = {}
    for row in rows:
        if row["object"] == "assignment" and row["role"] == "主办" and row["rm_id"] in people:
            owners[row["customer"]] = (row["rm_id"], _co(rows, row["customer"]), people[row["rm_id"]].org_id)
    return Roster({**people, **(_missing(people, orgs) if demo else {})}, orgs, owners)


def _co(rows: list[dict[str, Any]], customer: str) -> tuple[str, ...]:
    return tuple(
        r["rm_id"] for r in rows if r["object"] == "assignment" and r["customer"] == customer and r["role"] == "协办"
    )


def _missing(people: Mapping[str, Person], orgs: dict[str, Org]) -> dict[str, Person]:
    """The demonstration's people for the places that the records leave empty."""
    staffed = {(one.role, one.org_id) for one in people.values()}
    return {name: one for name, one in _demo_people(orgs).items() if (one.role, one.org_id) not in staffed}


def _demo_people(orgs: dict[str, Org]) -> dict[str, Person]:
    """One lead for each team, one head for each branch, and the head office's desks."""
    found: dict[str, Person] = {}
    for org in orgs.values():
        if org.parent_id is None:
            for role, name in HEAD_OFFICE.items():
                found[f"{role}-{org.org_id}"] = Person(f"{role}-{org.org_id}", name, role, org.org_id)
        else:
            role = Role.LEAD if org.level == "团队" else Role.BRANCH
            found[f"{role}-{org.org_id}"] = Person(
                f"{role}-{org.org_id}", f"{org.name} {ROLES[role][0]}", role, org.org_id
            )
    return found


def identities_of(roster: Roster) -> dict[str, Identity]:
    """Everybody of the roster as somebody who can sign in."""
    return {one.id: Identity(one.id, one.name, Role(one.role), one.org_id) for one in roster.people.values()}
