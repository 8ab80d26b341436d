"""What the desk promises of alerts that have become somebody's work."""

from __future__ import annotations

from typing import Any

import pytest

from events.task import ResultCode
from sinks.desk import AML_BOX, RISK_BOX, Desk, Person, Roster, Scope, TaskRefused
from tests.sinks.desk.people import DAY, HOUR, NORMAL, RM1, RM2, alert

ONE = f"{1:032x}"


def ids(desk: Desk, scope: Scope, state: str = "live") -> list[str]:
    return [row["alert_id"] for row in desk.inbox(scope, state, None, None, "", None, 100)[0]]


def test_an_alert_is_its_owners_its_teams_and_its_branchs_and_nobody_elses(desk: Desk) -> None:
    desk.take(alert(), "西湖智造", 1, HOUR)
    boxes = ("owner:RM1", "org:T1", "org:B1", "org:HO", "owner:RM2", "org:B2", RISK_BOX)
    assert [len(ids(desk, Scope(box, NORMAL))) for box in boxes] == [1, 1, 1, 1, 0, 0, 0]


def test_aml_lies_in_amls_box_and_nowhere_else(desk: Desk) -> None:
    desk.take(alert(audience="aml", recipients=["AML"]), "西湖智造", 1, HOUR)
    assert desk.redis.keys("box:*") == [f"box:{AML_BOX}:live"]
    assert ids(desk, Scope(AML_BOX, frozenset({"aml"}))) == [ONE]
    assert ids(desk, Scope(AML_BOX, NORMAL)) == []


def test_taking_the_same_version_again_changes_nothing(desk: Desk) -> None:
    desk.take(alert(), "西湖智造", 5, HOUR)
    before = desk.get(ONE), desk.history(ONE), desk.last_event()
    assert [desk.take(alert(title_zh="x"), "西湖智造", version, HOUR) for version in (5, 4)] == ["", ""]
    assert (desk.get(ONE), desk.history(ONE), desk.last_event()) == before


def test_the_most_urgent_first_then_what_is_at_stake(desk: Desk) -> None:
    for number, severity, money in ((1, "P3", 9), (2, "P1", 100), (3, "P1", 900), (4, "P2", None)):
        desk.take(alert(number, severity=severity, money_at_stake=money and money * 100), "x", 1, HOUR)
    assert [int(i, 16) for i in ids(desk, RM1)] == [3, 2, 4, 1]
    assert desk.counts(RM1, 0) == {"P1": 2, "P2": 1, "P3": 1, "P4": 0, "done": 0, "total": 4}


def test_pages_follow_each_other_without_gap_or_repeat(desk: Desk) -> None:
    for number in range(1, 8):
        desk.take(alert(number, money_at_stake=number * 100), "x", 1, HOUR)
    seen, cursor = list[int](), "0"
    while cursor:
        rows, after = desk.inbox(RM1, "live", None, None, "", cursor, 3)
        seen, cursor = seen + [int(row["alert_id"], 16) for row in rows], after or ""
    assert seen == [7, 6, 5, 4, 3, 2, 1]


def test_acknowledging_twice_is_acknowledging(desk: Desk) -> None:
    desk.take(alert(), "x", 1, HOUR)
    assert [desk.acknowledge(ONE, "RM1", 2 * HOUR)["state"] for _ in range(2)] == ["acked", "acked"]
    assert [line["action"] for line in desk.history(ONE)] == ["opened", "acknowledge"]


def test_what_is_closed_is_refused_with_a_sentence_and_undone_within_the_window(desk: Desk) -> None:
    desk.take(alert(), "x", 1, HOUR)
    desk.close(ONE, "RM1", 2 * HOUR, ResultCode.KNOWN, "")
    with pytest.raises(TaskRefused, match="is closed"):
        desk.snooze(ONE, "RM1", 2 * HOUR, 3 * HOUR, "")
    assert desk.undo(ONE, "RM1", 2 * HOUR)["state"] == "open"
    assert ids(desk, RM1) == [ONE]
    with pytest.raises(TaskRefused, match="nothing left to undo"):
        desk.undo(ONE, "RM1", 2 * HOUR)


def test_only_the_engine_takes_a_fact_back_and_it_closes_the_work_once(desk: Desk) -> None:
    desk.take(alert(), "x", 1, HOUR)
    with pytest.raises(TaskRefused, match="Only the engine"):
        desk.close(ONE, "RM1", HOUR, ResultCode.REVOKED, "")
    said = [desk.take(alert(state="retracted", notify="RETRACTED"), "x", version, HOUR) for version in (2, 3)]
    row = desk.get(ONE)
    assert row is not None
    assert (said, row["state"], row["result_code"]) == (["retracted", "updated"], "retracted", "事实已撤销")


def test_a_restated_alert_does_not_reopen_what_somebody_closed(desk: Desk) -> None:
    desk.take(alert(), "x", 1, HOUR)
    desk.close(ONE, "RM1", HOUR, ResultCode.KNOWN, "")
    desk.take(alert(money_at_stake=9, notify="WORSENED"), "x", 2, HOUR)
    assert (ids(desk, RM1), ids(desk, RM1, "done")) == ([], [ONE])


def test_snoozed_work_comes_back_when_its_time_comes(desk: Desk) -> None:
    desk.take(alert(), "x", 1, HOUR)
    desk.snooze(ONE, "RM1", HOUR, 5 * HOUR, "later")
    desk.tick(4 * HOUR)
    assert (ids(desk, RM1), ids(desk, RM1, "snoozed")) == ([], [ONE])
    desk.tick(5 * HOUR)
    assert ids(desk, RM1) == [ONE]


def test_what_nobody_acknowledges_in_time_is_escalated_once(desk: Desk) -> None:
    desk.take(alert(), "x", 1, HOUR)
    for now in (2 * HOUR, 3 * HOUR, 4 * HOUR):  # P1: two working hours after 01:00
        desk.tick(now)
    assert [line["action"] for line in desk.history(ONE)] == ["opened", "escalate"]


def test_open_work_follows_the_customer_to_a_new_manager(desk: Desk) -> None:
    desk.take(alert(), "x", 1, HOUR)
    desk.put_roster(Roster(desk.roster.people, desk.roster.orgs, {**desk.roster.owners, "C1": ("RM2", (), "T1")}), DAY)
    assert (ids(desk, RM1), ids(desk, RM2)) == ([], [ONE])
    assert desk.put_roster(desk.roster, DAY) == 0


def test_a_manager_on_leave_is_stood_in_for(desk: Desk) -> None:
    away = Person("RM1", "李", "rm", "T1", delegate="RM2", on_leave=True)
    desk.put_roster(Roster({**desk.roster.people, "RM1": away}, desk.roster.orgs, desk.roster.owners), 0)
    desk.take(alert(), "x", 1, HOUR)
    assert ids(desk, RM2) == [ONE]


def test_an_absorbed_alert_no_longer_waits(desk: Desk) -> None:
    desk.take(alert(), "x", 1, HOUR)
    desk.take(alert(suppressed_by="bigger", notify=None), "x", 2, HOUR)
    assert (ids(desk, RM1), ids(desk, RM1, "all")) == ([], [ONE])


def test_news_resume_from_any_place_without_gap(desk: Desk) -> None:
    start = desk.last_event()
    desk.take(alert(1), "x", 1, HOUR)
    middle, first = desk.changes(RM1, start)
    desk.take(alert(2), "x", 1, HOUR)
    _, second = desk.changes(RM1, middle)
    assert [[row["alert_id"][-1] for row in rows] for rows in (first, second)] == [["1"], ["2"]]
    assert desk.changes(RM2, start)[1] == []


def test_a_lost_redis_is_rebuilt_from_alerts_and_transitions(desk: Desk, events: list[dict[str, Any]]) -> None:
    stated = [alert(number, severity=severity) for number, severity in ((1, "P1"), (2, "P2"), (3, "P3"))]
    for one in stated:
        desk.take(one, "西湖智造", 7, HOUR)
    desk.acknowledge(ONE, "RM1", 2 * HOUR)
    desk.close(f"{2:032x}", "RM1", 3 * HOUR, ResultCode.LANDED, "好")
    desk.reassign(f"{3:032x}", "RM1", 3 * HOUR, "RM2", "")
    before = [(ids(desk, scope, state), desk.counts(scope, 0)) for scope in (RM1, RM2) for state in ("live", "done")]
    desk.redis.flushall()
    for one in stated:
        desk.take(one, "西湖智造", 7, HOUR)
    for event in events:
        desk.restore(event)
    assert [
        (ids(desk, scope, state), desk.counts(scope, 0)) for scope in (RM1, RM2) for state in ("live", "done")
    ] == before


def test_every_step_is_in_the_audit_log(desk: Desk) -> None:
    desk.take(alert(), "x", 1, HOUR)
    desk.acknowledge(ONE, "RM1", HOUR)
    desk.comment(ONE, "TL1", HOUR, "看过")
    rows, after = desk.audited(None, 10)
    assert ([(row["who"], row["action"]) for row in rows], after) == (
        [("TL1", "comment"), ("RM1", "acknowledge")],
        None,
    )


def test_a_silence_ends_by_itself(desk: Desk) -> None:
    desk.silence("C1", None, 2 * HOUR, "并购期间", "RM1", HOUR)
    assert [len(desk.silences(now)) for now in (HOUR, 2 * HOUR)] == [1, 0]
