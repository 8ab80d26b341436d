"""Promises of the roster: every role can be told by the organisation stream, and owns what is its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from api.roles import Role
from sinks.desk.routing import route
from sinks.warehouse import EmbeddedWarehouse
from tests.sinks.desk.people import alert
from tidewatch.house.people import COLUMNS, STAFF, Rosters, identities_of, read_roster

TODAY = date(2026, 3, 2)
UNITS = (
    {"object": "org", "id": "HO", "level": "总行"},
    {"object": "org", "id": "B1", "parent_id": "HO", "level": "支行"},
)
RM = ({"object": "rm", "id": "RM1", "parent_id": "B1"}, {"object": "assignment", "id": "A1", "customer_id": "C1", "rm_id": "RM1", "role": "主办"})  # fmt: skip


def staff(role: str, org: str) -> dict[str, str]:
    return {"object": "rm", "id": f"{role}-1", "name": role, "role": role, "parent_id": org}


@pytest.fixture
def warehouse(tmp_path: Path) -> Iterator[EmbeddedWarehouse]:
    with closing(EmbeddedWarehouse(tmp_path)) as made:
        yield made


def told(warehouse: EmbeddedWarehouse, *records: dict[str, Any]) -> None:
    """Records of the organisation stream, as a shard stores them."""
    shared = {"customer_id": "", "day": TODAY, "version": 1, "event_time": datetime(2026, 3, 1, tzinfo=UTC)}
    rows = [{**dict.fromkeys(COLUMNS), **shared, "event_id": str(i), **one} for i, one in enumerate(records)]
    warehouse.insert("organisation", pl.DataFrame(rows, schema=COLUMNS, orient="row"))


def test_every_role_can_be_told_in_either_language(warehouse: EmbeddedWarehouse) -> None:
    told(warehouse, *UNITS, *(staff(name, "HO") for name in STAFF))
    roster = read_roster(warehouse, TODAY, demo=False)
    assert {name: identities_of(roster)[f"{name}-1"].role for name in STAFF} == STAFF
    assert set(STAFF.values()) == set(Role)


def test_each_owns_what_is_theirs_without_a_demonstration(warehouse: EmbeddedWarehouse) -> None:
    told(warehouse, *UNITS, *RM, staff("行长", "B1"), staff("风险经理", "HO"), staff("反洗钱", "HO"))
    roster = read_roster(warehouse, TODAY, demo=False)
    cases = (["RM"], "normal"), (["TL"], "normal"), (["RISK"], "risk"), (["AML"], "aml")
    owners = [route(alert(recipients=to, audience=audience), roster).owner for to, audience in cases]
    assert owners == ["RM1", "行长-1", "风险经理-1", "反洗钱-1"]


def test_the_roster_is_read_again_when_something_has_been_said_and_on_another_day(warehouse: EmbeddedWarehouse) -> None:
    told(warehouse, *UNITS, *RM, staff("rm", "B1"))
    rosters = Rosters(warehouse, demo=False)
    first = rosters.of(TODAY)
    assert rosters.of(TODAY) is first
    told(warehouse, {**RM[1], "event_id": "9", "rm_id": "rm-1", "event_time": datetime(2026, 3, 2, tzinfo=UTC)})
    later = rosters.of(TODAY)
    assert (first.owners["C1"][0], later.owners["C1"][0]) == ("RM1", "rm-1")
    assert rosters.of(TODAY + timedelta(days=1)) is not later


def test_each_customer_has_its_own_co_managers(warehouse: EmbeddedWarehouse) -> None:
    given = [
        ("C1", "RM1", "主办"),
        ("C2", "RM1", "主办"),
        ("C1", "rm-1", "协办"),
        ("C3", "rm-1", "协办"),
        ("C4", "gone", "主办"),
    ]
    assigned = [
        {"object": "assignment", "id": f"A{n}", "customer_id": c, "rm_id": rm, "role": role}
        for n, (c, rm, role) in enumerate(given)
    ]
    told(warehouse, *UNITS, RM[0], staff("rm", "B1"), *assigned)
    owners = read_roster(warehouse, TODAY, demo=False).owners
    assert owners == {"C1": ("RM1", ("rm-1",), "B1"), "C2": ("RM1", (), "B1")}


def at(day: int, event: str, **said: Any) -> dict[str, Any]:
    """The first assignment, stated again in March."""
    return {**RM[1], "event_id": event, "event_time": datetime(2026, 3, day, tzinfo=UTC), **said}


def test_an_assignment_that_was_to_end_and_is_stated_without_an_end_goes_on(warehouse: EmbeddedWarehouse) -> None:
    told(warehouse, *UNITS, *RM)
    told(warehouse, at(2, "8", valid_to=TODAY - timedelta(1)))
    ended = read_roster(warehouse, TODAY, demo=False).owners
    told(warehouse, at(3, "9"))
    assert (ended, read_roster(warehouse, TODAY, demo=False).owners) == ({}, {"C1": ("RM1", (), "B1")})


def test_assignments_without_an_id_are_several_and_the_one_that_began_last_holds(warehouse: EmbeddedWarehouse) -> None:
    told(warehouse, *UNITS, RM[0], staff("rm", "B1"), staff("lead", "B1"))
    begins = (
        ("8", "rm-1", TODAY - timedelta(1)),
        ("9", "RM1", TODAY - timedelta(9)),
        ("7", "lead-1", TODAY + timedelta(5)),
    )
    told(warehouse, *(at(2, event, id=None, rm_id=rm, valid_from=since) for event, rm, since in begins))
    then = TODAY, TODAY + timedelta(5)
    assert [read_roster(warehouse, day, demo=False).owners["C1"][0] for day in then] == ["rm-1", "lead-1"]


def test_a_demonstration_fills_only_the_places_left_empty(warehouse: EmbeddedWarehouse) -> None:
    told(warehouse, *UNITS, *RM, staff("branch", "B1"))
    people = read_roster(warehouse, TODAY, demo=True).people
    assert {one.role for one in people.values()} == set(Role) - {Role.LEAD}
    assert [one.id for one in people.values() if one.role == "branch"] == ["branch-1"]
