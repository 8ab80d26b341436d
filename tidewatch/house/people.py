"""The roster, read from the organisation stream as the warehouse keeps it; and the demonstration's people."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import polars as pl

from api.identity import Identity
from api.roles import Role
from sinks.desk import Org, Person, Roster
from sinks.warehouse import Warehouse
from sinks.warehouse.said import said

STAFF = {  # roles of `rm` records; without one, or with one of another kind, somebody is a relationship manager
    **{str(role): role for role in Role},
    "客户经理": Role.RM, "团队长": Role.LEAD, "行长": Role.BRANCH, "风险经理": Role.RISK, "反洗钱": Role.AML, "总行营销": Role.HQ, "运维": Role.OPERATOR,
    "审计": Role.AUDITOR,
}  # fmt: skip
ROLES = {Role.LEAD: ("团队长", "Team lead"), Role.BRANCH: ("支行行长", "Branch head")}
HEAD_OFFICE = {  # who sits at the head office of the demonstration
    Role.HQ: "总行营销中心", Role.RISK: "风险经理", Role.AML: "反洗钱岗", Role.OPERATOR: "系统运维", Role.AUDITOR: "审计",
}  # fmt: skip

LATEST = Path(__file__).with_name("roster.sql")
MAIN, CO = "主办", "协办"  # roles of an assignment
COLUMNS: dict[str, pl.DataType] = {
    **dict.fromkeys(("customer_id", "event_id", "object", "id", "parent_id", "name", "level", "rm_id", "role", "delegate"), pl.String()),
    "day": pl.Date(), "version": pl.UInt64(), "valid_from": pl.Date(), "valid_to": pl.Date(), "event_time": pl.Datetime("ms", "UTC"),
}  # fmt: skip


class Rosters:
    """The roster as the warehouse has it, read again when something has been said of anybody, and on another day."""

    def __init__(self, warehouse: Warehouse, demo: bool) -> None:
        self._warehouse, self._demo = warehouse, demo
        self._roster = Roster()
        self._read_at: tuple[date, tuple[int, int]] | None = None

    def of(self, day: date) -> Roster:
        """Who works where on a day. Raises WarehouseDown."""
        now = day, said(self._warehouse, "organisation")  # first: what is said while it is read is read next time
        if now != self._read_at:
            self._roster, self._read_at = read_roster(self._warehouse, day, self._demo), now
        return self._roster


def read_roster(warehouse: Warehouse, day: date, demo: bool) -> Roster:
    """Who works where and whose customers are whose on a day. `demo`: places that the records leave empty are filled with made-up people."""
    valid = _in_force(warehouse.query(LATEST.read_text("utf-8")), day)
    orgs = {
        r["id"]: Org(r["id"], r["parent_id"], r["name"] or r["id"], r["level"] or "")
        for r in _of(valid, "org").iter_rows(named=True)
    }
    people = {
        r["id"]: Person(
            r["id"], r["name"] or r["id"], STAFF.get(r["role"], Role.RM), r["parent_id"] or "", r["delegate"]
        )
        for r in _of(valid, "rm").iter_rows(named=True)
    }
    owners = _owners(_of(valid, "assignment"), people)
    return Roster({**people, **(_missing(people, orgs) if demo else {})}, orgs, owners)


def _in_force(stated: pl.DataFrame, day: date) -> pl.DataFrame:
    """What has not ended by a day; of one customer's assignments the one that began last comes last, before it what is to begin only then."""
    lasting = stated.filter(pl.col("valid_to").is_null() | (pl.col("valid_to") >= day))
    begun = (pl.col("valid_from") <= day).fill_null(True)
    return lasting.sort(begun, "valid_from", "stated", nulls_last=False)


def _of(rows: pl.DataFrame, kind: str) -> pl.DataFrame:
    return rows.filter(pl.col("object") == kind)


def _owners(assignments: pl.DataFrame, people: Mapping[str, Person]) -> dict[str, tuple[str, tuple[str, ...], str]]:
    """By customer: a bank has a million of them."""
    of_role = {name: assignments.filter(pl.col("role") == name)["customer", "rm_id"].iter_rows() for name in (MAIN, CO)}
    co: dict[str, tuple[str, ...]] = {}
    for customer, manager in of_role[CO]:
        co[customer] = (*co.get(customer, ()), manager)
    return {
        customer: (manager, co.get(customer, ()), people[manager].org_id)
        for customer, manager in of_role[MAIN]
        if manager in people
    }


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
