"""Promises about classes of facts and organisations: a manager silences what is a manager's; a branch's risk officer has the branch's alerts."""

from __future__ import annotations

from dataclasses import replace

import pytest

from api.identity import Identity
from api.roles import Role
from sinks.desk import Desk, Person, Roster, Wanted
from tests.sinks.desk.conftest import ROSTER
from tests.sinks.desk.people import DAY, HOUR, alert

OFFICER, ELSEWHERE, BANKS = (Person(f"RISK-{org}", "险", "risk", org) for org in ("B1", "B2", "HO"))
WITH_OFFICERS = replace(ROSTER, people={**ROSTER.people, **{one.id: one for one in (OFFICER, ELSEWHERE)}})


def test_a_managers_silence_is_none_for_the_risk_desk(desk: Desk) -> None:
    desk.silence("C1", None, DAY, "并购期间", "RM1", HOUR, ["normal"])
    for number, audience in ((1, "normal"), (2, "risk")):
        desk.take(alert(number, audience=audience, severity="P2"), "x", 1, 10 * HOUR)
    rows = [desk.get(f"{number:032x}") for number in (1, 2)]
    assert [row and (row["delivery"], row["held_by"]) for row in rows] == [("NONE", "SILENCED"), ("PUSH", None)]


@pytest.mark.parametrize(("officer", "sees"), [(OFFICER, True), (ELSEWHERE, False), (BANKS, True)])
def test_a_risk_officer_sees_the_alerts_below_their_organisation_and_no_others(
    desk: Desk, officer: Person, sees: bool
) -> None:
    desk.put_roster(WITH_OFFICERS, HOUR)
    desk.take(alert(1, audience="risk", recipients=["RISK"]), "x", 1, 10 * HOUR)
    scope = Identity(officer.id, officer.name, Role.RISK, officer.org_id).scope(WITH_OFFICERS)
    rows, _ = desk.inbox(scope, Wanted("open"))
    row = desk.get(f"{1:032x}")
    assert row is not None
    assert (bool(rows), desk.visible(row, scope), row["owner"]) == (sees, sees, OFFICER.id)


def test_who_stands_in_serves_the_customers_of_who_is_away_until_they_are_back() -> None:
    assert ROSTER.served_by("RM2") == {"C2"}
    assert ROSTER.with_leaves({"RM1": "RM2"}).served_by("RM2") == {"C1", "C2"}


def test_of_a_role_the_nearest_is_asked_first() -> None:
    assert [_risk(WITH_OFFICERS, org) for org in ("T1", "B2", "HO", None)] == [OFFICER.id, ELSEWHERE.id, "RISK", "RISK"]
    assert _risk(ROSTER, "T1") == "RISK"


def _risk(roster: Roster, org: str | None) -> str | None:
    found = roster.of_role("risk", org)
    return found.id if found else None
