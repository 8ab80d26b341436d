"""What the desk promises of alerts that have become somebody's work."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from redis import ConnectionError as RedisGone
from redis import ResponseError

from events.task import ResultCode
from sinks.desk import AML_BOX, RISK_BOX, Desk, DeskDown, Person, Roster, Scope, Sessions, TaskRefused, Wanted
from sinks.desk.notices import Notices
from sinks.desk.store import OWNERS
from tests.sinks.desk.conftest import ROSTER
from tests.sinks.desk.people import DAY, HOUR, NORMAL, RM1, RM2, alert
from tidewatch.server.lease import Lease

ONE = f"{1:032x}"


def ids(desk: Desk, scope: Scope, state: str = "live") -> list[str]:
    return [row["alert_id"] for row in desk.inbox(scope, Wanted(state), None, 100)[0]]


def test_an_alert_is_its_owners_its_teams_and_its_branchs_and_nobody_elses(desk: Desk) -> None:
    desk.take(alert(), "西湖智造", 1, HOUR)
    boxes = ("owner:RM1", "org:T1", "org:B1", "org:HO", "owner:RM2", "org:B2", RISK_BOX)
    assert [len(ids(desk, Scope(box, NORMAL))) for box in boxes] == [1, 1, 1, 1, 0, 0, 0]


def test_aml_lies_in_amls_box_and_nowhere_else(desk: Desk) -> None:
    desk.take(alert(audience="aml", recipients=["AML"]), "西湖智造", 1, HOUR)
    assert sorted(desk.redis.keys("box:*")) == [f"box:{AML_BOX}:aml:live", f"box:{AML_BOX}:aml:rule:OUT-01"]
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
        rows, after = desk.inbox(RM1, Wanted(), cursor, 3)
        seen, cursor = seen + [int(row["alert_id"], 16) for row in rows], after or ""
    assert seen == [7, 6, 5, 4, 3, 2, 1]


def test_acknowledging_twice_is_acknowledging(desk: Desk) -> None:
    desk.take(alert(), "x", 1, HOUR)
    assert [desk.acknowledge(ONE, "RM1", 2 * HOUR)["state"] for _ in range(2)] == ["acked", "acked"]
    assert [line["action"] for line in desk.history(ONE)] == ["opened", "push", "acknowledge"]


def test_nothing_is_put_off_for_longer_than_a_year(desk: Desk) -> None:
    desk.take(alert(), "x", 1, HOUR)
    with pytest.raises(TaskRefused, match="a year at most"):
        desk.snooze(ONE, "RM1", 2 * HOUR, 400 * 24 * HOUR, "")
    assert desk.snooze(ONE, "RM1", 2 * HOUR, 300 * 24 * HOUR, "")["state"] == "snoozed"


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


@pytest.mark.parametrize("engine", ["retracted", "expired"])
@pytest.mark.parametrize("step, ends", [("acknowledge", None), ("close", "closed")])
def test_what_the_engine_has_ended_no_undo_brings_back(desk: Desk, engine: str, step: str, ends: str | None) -> None:
    desk.take(alert(), "x", 1, HOUR)
    if step == "close":
        desk.close(ONE, "RM1", HOUR, ResultCode.KNOWN, "")
    else:
        desk.acknowledge(ONE, "RM1", HOUR)
    desk.take(alert(state=engine, notify=""), "x", 2, HOUR)
    with pytest.raises(TaskRefused, match="the engine has ended"):
        desk.undo(ONE, "RM1", HOUR)
    row = desk.get(ONE)
    assert row is not None
    assert (row["state"], ids(desk, RM1), desk.redis.exists("ack_due")) == (ends or engine, [], 0)


@pytest.mark.parametrize("closed", [True, False])
def test_an_undo_leaves_work_with_the_manager_who_has_the_customer_now(desk: Desk, closed: bool) -> None:
    desk.take(alert(), "x", 1, HOUR)
    if closed:
        desk.close(ONE, "RM1", HOUR, ResultCode.KNOWN, "")
    else:
        desk.acknowledge(ONE, "RM1", HOUR)
    desk.put_roster(Roster(desk.roster.people, desk.roster.orgs, {**desk.roster.owners, "C1": ("RM2", (), "T1")}), DAY)
    assert desk.undo(ONE, "RM1", DAY)["owner"] == "RM2"
    assert (ids(desk, RM1), ids(desk, RM2)) == ([], [ONE])


def test_a_restated_alert_does_not_reopen_what_somebody_closed(desk: Desk) -> None:
    desk.take(alert(), "x", 1, HOUR)
    desk.close(ONE, "RM1", HOUR, ResultCode.KNOWN, "")
    desk.take(alert(money_at_stake=9, notify="WORSENED"), "x", 2, HOUR)
    assert (ids(desk, RM1), ids(desk, RM1, "done")) == ([], [ONE])


def test_closed_work_that_becomes_more_urgent_is_open_again_with_a_deadline_of_its_own(desk: Desk) -> None:
    desk.take(alert(severity="P2"), "x", 1, HOUR)
    desk.close(ONE, "RM1", 2 * HOUR, ResultCode.KNOWN, "")
    worse = alert(severity="P1", notify="WORSENED", last_fact_time=50 * HOUR)
    assert desk.take(worse, "x", 2, 50 * HOUR) == "reopened"
    row = desk.get(ONE)
    assert row is not None
    assert (row["state"], row["severity"], row["result_code"], row["closed_at"]) == ("open", "P1", None, None)
    assert (row["ack_due_at"], row["delivery"]) == (52 * HOUR, "PUSH")
    assert ids(desk, RM1) == [ONE]
    with pytest.raises(TaskRefused):
        desk.undo(ONE, "RM1", 50 * HOUR)  # of the closing


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
    assert [line["action"] for line in desk.history(ONE)] == ["opened", "push", "escalate"]


@pytest.mark.parametrize("shelf, state", [("ack_due", "open"), ("snoozed_until", "snoozed")])
def test_who_is_quicker_than_a_tick_keeps_what_they_did_and_the_rest_falls_due(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, shelf: str, state: str
) -> None:
    due, numbers = desk._due, (1, 2, 3)
    for number in numbers:
        desk.take(alert(number), "x", 1, HOUR)
        if state == "snoozed":
            desk.snooze(f"{number:032x}", "RM1", HOUR, 3 * HOUR, "")

    def meanwhile(of: str, now: int) -> list[str]:
        found = due(of, now)
        if of == shelf:
            desk.close(ONE, "RM1", now, ResultCode.KNOWN, "")
            desk._forget(args=[f"{2:032x}"])
        return found

    monkeypatch.setattr(desk, "_due", meanwhile)
    desk.tick(4 * HOUR)
    assert [(desk.get(f"{number:032x}") or {}).get("state") for number in numbers] == ["closed", None, "open"]
    assert desk.history(f"{3:032x}")[-1]["action"] in ("escalate", "wake")


def test_what_is_closed_in_the_midst_of_a_hand_over_does_not_end_it(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in (1, 2):
        desk.take(alert(number), "x", 1, HOUR)
    known = desk._known

    def then_closed(alert_id: str) -> dict[str, Any]:
        row = known(alert_id)
        if alert_id == ONE:
            desk.close(ONE, "RM1", DAY, ResultCode.KNOWN, "")
        return row

    monkeypatch.setattr(desk, "_known", then_closed)
    to_another = Roster(desk.roster.people, desk.roster.orgs, {**desk.roster.owners, "C1": ("RM2", (), "T1")})
    assert (desk.put_roster(to_another, DAY), ids(desk, RM2)) == (1, [f"{2:032x}"])


def test_open_work_follows_the_customer_to_a_new_manager(desk: Desk) -> None:
    desk.take(alert(), "x", 1, HOUR)
    desk.put_roster(Roster(desk.roster.people, desk.roster.orgs, {**desk.roster.owners, "C1": ("RM2", (), "T1")}), DAY)
    assert (ids(desk, RM1), ids(desk, RM2)) == ([], [ONE])
    assert desk.put_roster(desk.roster, DAY) == 0


def test_what_waits_is_handed_over_and_shown_however_much_of_the_customer_is_done(desk: Desk) -> None:
    for number in range(2, 208):
        desk.take(alert(number), "x", 1, HOUR)
        desk.close(f"{number:032x}", "RM1", HOUR, ResultCode.KNOWN, "")
    desk.take(alert(1, severity="P3"), "x", 1, HOUR)
    assert (desk.waiting(["C1"], RM1), desk.of_customer("C1", RM1)[0]["alert_id"]) == ({"C1": ["P3"]}, ONE)
    to_another = Roster(desk.roster.people, desk.roster.orgs, {**desk.roster.owners, "C1": ("RM2", (), "T1")})
    assert (desk.put_roster(to_another, DAY), ids(desk, RM2)) == (1, [ONE])


def test_a_new_roster_asks_redis_of_those_alone_who_have_another_manager(desk: Desk) -> None:
    desk.redis.delete(OWNERS)  # who is asked for is written down again
    desk.put_roster(Roster(desk.roster.people, desk.roster.orgs, {**desk.roster.owners, "C1": ("RM2", (), "T1")}), DAY)
    assert desk.redis.hkeys(OWNERS) == ["C1"]


def gone(**_: Any) -> None:
    raise RedisGone


def test_a_hand_over_that_is_cut_off_is_done_by_the_next_call(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.take(alert(), "x", 1, HOUR)
    to_another = Roster(desk.roster.people, desk.roster.orgs, {**desk.roster.owners, "C1": ("RM2", (), "T1")})
    with monkeypatch.context() as cut_off:
        cut_off.setattr(desk, "_move", gone)
        with pytest.raises(DeskDown):
            desk.put_roster(to_another, DAY)
    assert desk.put_roster(to_another, DAY) == 1
    assert ids(desk, RM2) == [ONE]


@pytest.mark.parametrize("setting", ["maxmemory", "min-replicas-to-write"])
def test_a_redis_that_takes_nothing_is_one_that_is_away_and_what_waits_is_done_when_it_takes_again(
    desk: Desk, setting: str
) -> None:
    desk.take(alert(1), "x", 1, HOUR)
    notices, lease = Notices(desk.redis), Lease(desk.redis, 10)
    steps: list[Callable[[], object]] = [lambda: desk.take(alert(2), "x", 1, HOUR), lambda: desk.audit("RM1", "read", "1", "", HOUR), lease.hold]  # fmt: skip
    if setting != "maxmemory":  # what moves things and makes nothing new needs no room
        steps += [lambda: desk.tick(4 * HOUR), lambda: notices.take(1, 1)]
    desk.redis.config_set(setting, "1")
    try:
        for step in steps:
            with pytest.raises(DeskDown, match="takes nothing for now, what is to be written waits"):
                step()
    finally:
        desk.redis.config_set(setting, "0")
    assert [desk.get(f"{number:032x}") is not None for number in (1, 2)] == [True, False]
    for step in steps:
        step()
    assert len(ids(desk, RM1)) == 2


def test_a_mistake_of_ours_is_no_redis_that_is_away(desk: Desk) -> None:
    with pytest.raises(ResponseError), desk.reaching():
        desk.redis.eval("return redis.call('HSET', 'x')", 0)


def test_what_came_before_anybody_was_known_goes_to_the_manager(desk: Desk) -> None:
    begun = Desk(
        desk.redis, desk.working
    )  # a process that has just begun, over a Redis that remembers the roster of the last
    begun.take(alert(), "x", 1, HOUR)
    begun.put_roster(ROSTER, HOUR)
    assert ids(begun, RM1) == [ONE]


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
    assert [[one.row["alert_id"][-1] for one in news] for news in (first, second)] == [["1"], ["2"]]
    assert desk.changes(RM2, start)[1] == []


def test_a_lost_redis_is_rebuilt_from_alerts_and_steps(desk: Desk) -> None:
    kept = list[dict[str, Any]]()
    stated = [alert(number, severity=severity) for number, severity in ((1, "P1"), (2, "P2"), (3, "P3"))]
    for one in stated:
        desk.take(one, "西湖智造", 7, HOUR)
    desk.acknowledge(ONE, "RM1", 2 * HOUR)
    desk.close(f"{2:032x}", "RM1", 3 * HOUR, ResultCode.LANDED, "好")
    desk.reassign(f"{3:032x}", "RM1", 3 * HOUR, "RM2", "")
    before = [(ids(desk, scope, state), desk.counts(scope, 0)) for scope in (RM1, RM2) for state in ("live", "done")]
    desk.drain(kept.extend)
    desk.redis.flushall()
    desk.take_again((one, "西湖智造", 7, HOUR) for one in stated)
    assert told(desk) == []
    for step in kept:
        if step["kind"] == "transition":
            desk.restore(step)
    assert [
        (ids(desk, scope, state), desk.counts(scope, 0)) for scope in (RM1, RM2) for state in ("live", "done")
    ] == before


@pytest.mark.parametrize("engine", ["expired", "retracted"])
def test_the_engines_last_word_stands_after_a_lost_redis_but_what_was_closed_before_stays_closed(
    desk: Desk, engine: str
) -> None:
    kept = list[dict[str, Any]]()
    over = [alert(number, state=engine, notify="", last_update=3 * HOUR) for number in (1, 2, 3)]
    for number in (1, 2, 3):
        desk.take(alert(number), "x", 1, HOUR)
    desk.acknowledge(ONE, "RM1", 2 * HOUR)
    desk.close(f"{2:032x}", "RM1", 2 * HOUR, ResultCode.LANDED, "")
    for one in over:
        desk.take(one, "x", 2, 3 * HOUR)
    desk.comment(f"{3:032x}", "RM1", 4 * HOUR, "")
    before = [(desk.get(one["alert_id"]) or {})["closed_at"] for one in over]
    desk.drain(kept.extend)
    desk.redis.flushall()
    desk.take_again((one, "x", 2, 3 * HOUR) for one in over)
    for step in kept:
        if step["kind"] == "transition":
            desk.restore(step)
    rows = [desk.get(one["alert_id"]) or {} for one in over]
    assert [row["state"] for row in rows] == [engine, "closed", engine]
    assert [row["closed_at"] for row in rows] == before


def test_every_step_is_in_the_audit_log(desk: Desk) -> None:
    desk.take(alert(), "x", 1, HOUR)
    desk.acknowledge(ONE, "RM1", HOUR)
    desk.comment(ONE, "TL1", HOUR, "看过")
    rows, after = desk.audited(NORMAL, None, 10)
    assert ([(row["who"], row["action"]) for row in rows], after) == (
        [("TL1", "comment"), ("RM1", "acknowledge")],
        None,
    )


def test_a_silence_ends_by_itself(desk: Desk) -> None:
    desk.silence("C1", None, 2 * HOUR, "并购期间", "RM1", HOUR)
    assert [len(desk.silences(now)) for now in (HOUR, 2 * HOUR)] == [1, 0]


def told(desk: Desk) -> list[str]:
    """Of each notice: to whom and why."""
    return [f"{said['to']} {said['why']}" for _, said in desk.redis.xrange("tidewatch:notices")]


def test_what_is_urgent_goes_to_the_lead_too_and_waits_for_nothing(desk: Desk) -> None:
    for number in range(1, 12):
        desk.take(alert(number), "x", 1, 2 * HOUR)  # at two in the night, eleven times one customer
    assert told(desk) == ['["RM1","TL1"] OPENED'] * 11


def test_a_manager_is_told_eight_times_a_day_and_twice_of_one_customer(desk: Desk) -> None:
    for number in range(1, 13):
        desk.take(alert(number, severity="P2", customer_id="C1" if number < 4 else f"D{number}"), "x", 1, 10 * HOUR)
    rows = [desk.get(f"{number:032x}") for number in range(1, 13)]
    assert [row and row["held_by"] for row in rows[:3]] == [None, None, "BUDGET"]
    assert [row["delivery"] for row in rows if row and row["owner"] == "RM1"] == ["PUSH", "PUSH", "DIGEST"]


def test_what_the_budget_holds_back_is_in_the_ledger_and_in_the_morning_digest(desk: Desk) -> None:
    kept = list[dict[str, Any]]()
    for number in range(1, 4):
        desk.take(alert(number, severity="P2"), "x", 1, 10 * HOUR)
    desk.drain(kept.extend)
    assert [(row["reason"], row["rule_id"], row["customer_id"]) for row in kept if row["kind"] == "suppression"] == [
        ("BUDGET", "OUT-01", "C1")
    ]
    desk.tick(DAY + 8 * HOUR)  # 08:00: not yet
    assert "DIGEST" not in " ".join(told(desk))
    for now in (DAY + 9 * HOUR, DAY + 10 * HOUR):
        desk.tick(now)
    assert [one for one in told(desk) if "DIGEST" in one] == ['["RM1"] DIGEST']


@pytest.mark.parametrize("severity, hour, delivery", [("P1", 3, "PUSH"), ("P2", 3, "DIGEST"), ("P2", 10, "PUSH"), ("P2", 21, "DIGEST"), ("P3", 10, "DIGEST"), ("P4", 10, "NONE")])  # fmt: skip
def test_quiet_hours_hold_back_all_but_the_most_urgent(desk: Desk, severity: str, hour: int, delivery: str) -> None:
    desk.take(alert(severity=severity), "x", 1, hour * HOUR)
    row = desk.get(ONE)
    assert row is not None
    assert row["delivery"] == delivery


def test_a_silence_of_a_customer_never_hides_what_is_urgent(desk: Desk) -> None:
    desk.silence("C1", None, DAY, "并购期间", "RM1", HOUR)
    for number, severity in ((1, "P1"), (2, "P2")):
        desk.take(alert(number, severity=severity), "x", 1, 10 * HOUR)
    rows = [desk.get(f"{number:032x}") for number in (1, 2)]
    assert [row and (row["delivery"], row["held_by"]) for row in rows] == [("PUSH", None), ("NONE", "SILENCED")]


def test_a_fact_taken_back_is_said_once_and_only_to_who_was_told(desk: Desk) -> None:
    desk.take(alert(1), "x", 1, 10 * HOUR)
    desk.take(alert(2, severity="P3"), "x", 1, 10 * HOUR)
    for number in (1, 2):
        for version in (2, 3):
            desk.take(alert(number, state="retracted", notify="RETRACTED"), "x", version, 11 * HOUR)
    assert [one.split()[-1] for one in told(desk)].count("RETRACTED") == 1


def test_work_goes_to_who_stands_in_and_comes_back(desk: Desk) -> None:
    desk.take(alert(), "x", 1, HOUR)
    desk.leave("RM1", "RM2", DAY, "RM1", HOUR)
    assert (ids(desk, RM1), ids(desk, RM2)) == ([], [ONE])
    desk.returned("RM1", "RM1", 2 * HOUR)
    assert (ids(desk, RM1), ids(desk, RM2)) == ([ONE], [])


def test_what_was_given_by_hand_stays_when_the_customer_moves(desk: Desk) -> None:
    desk.take(alert(), "x", 1, HOUR)
    desk.reassign(ONE, "TL1", HOUR, "RM2", "")
    desk.put_roster(
        Roster(desk.roster.people, desk.roster.orgs, {**desk.roster.owners, "C1": ("RM1", ("RM2",), "T1")}), DAY
    )
    assert ids(desk, RM2) == [ONE]


def test_a_risk_fact_is_counted_for_nobody_who_may_not_read_it(desk: Desk) -> None:
    desk.take(alert(audience="risk", recipients=["RISK"]), "x", 1, HOUR)
    org = [Scope("org:B1", frozenset(classes)) for classes in ({"normal"}, {"normal", "risk"})]
    assert [desk.counts(scope, 0)["total"] for scope in org] == [0, 1]
    assert [len(ids(desk, scope)) for scope in org] == [0, 1]


def test_a_wall_counts_what_lies_on_its_shelves(desk: Desk) -> None:
    for number in range(1, 5):
        desk.take(alert(number, due_at=3 * HOUR), "x", 1, HOUR)
    desk.acknowledge(ONE, "RM1", HOUR)
    desk.close(f"{2:032x}", "RM1", 2 * HOUR, ResultCode.KNOWN, "")
    desk.close(f"{3:032x}", "RM1", 4 * HOUR, ResultCode.KNOWN, "")
    assert desk.tally(Scope("org:B1", NORMAL), ["OUT-01", "OUT-02"], 0) == {
        "live": 2, "acked": 1, "rule:OUT-01": 2, "rule:OUT-02": 0, "opened": 4, "closed": 2, "late": 1,
    }  # fmt: skip
    assert desk.workload(["RM1", "RM2"], 0, 5 * HOUR) == {
        "RM1": {"open": 2, "overdue": 2, "done": 2},
        "RM2": {"open": 0, "overdue": 0, "done": 0},
    }


def test_what_was_done_long_ago_leaves_the_desk_without_a_trace(desk: Desk) -> None:
    desk.take(alert(), "x", 1, HOUR)
    desk.close(ONE, "RM1", HOUR, ResultCode.KNOWN, "")
    desk.tick(40 * DAY)
    assert desk.get(ONE) is None
    assert [
        key for key in desk.redis.keys("*") if ONE in key or key.startswith(("box:", "of:", "work:", "closed:"))
    ] == []


def test_a_step_is_given_to_the_warehouse_again_when_it_was_not_stored(desk: Desk) -> None:
    kept = list[dict[str, Any]]()

    def lost(rows: list[dict[str, Any]]) -> None:
        kept.extend(rows)
        raise OSError("the disk is full")

    desk.take(alert(), "x", 1, HOUR)
    with pytest.raises(OSError, match="full"):
        desk.drain(lost)
    assert [desk.drain(kept.extend), desk.drain(kept.extend)] == [1, 0]
    assert kept[0] == kept[1]


def test_two_lines_of_one_moment_are_two_in_the_warehouse_however_often_they_are_given_to_it(desk: Desk) -> None:
    kept = list[list[dict[str, Any]]]()

    def lost(rows: list[dict[str, Any]]) -> None:
        kept.append(rows)
        raise OSError("the disk is full")

    for _ in range(2):  # two notices of one alert, say: the bank's clock stands still between them
        desk.audit("push", "pushed", "A1", "gateway RM1: DELIVERED", HOUR)
    with pytest.raises(OSError, match="full"):
        desk.drain(lost)
    desk.drain(kept.append)
    assert kept[0] == kept[1]
    assert len({row["event_id"] for row in kept[0]}) == 2


def test_of_a_long_log_so_much_is_looked_through_at_once(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sinks.desk.ledger.BATCH", 2)
    monkeypatch.setattr("sinks.desk.ledger.LOOKED_THROUGH", 4)
    for number in range(7):
        desk.audit("X", "read", str(number), "", HOUR, "aml" if number == 1 else "normal")
    first, after = desk.audited(frozenset({"aml"}), None, 10)
    second, end = desk.audited(frozenset({"aml"}), after, 10)
    assert (first, [row["object"] for row in second], end) == ([], ["1"], None)


def test_the_audit_log_outlives_redis(desk: Desk) -> None:
    kept = list[dict[str, Any]]()
    desk.silence("C1", None, DAY, "并购期间", "RM1", HOUR)
    key, said = desk.keys.create("网银", ["txn"], "OPS", HOUR)
    desk.audit("OPS", "create key", said["id"], json.dumps(said), HOUR)
    before = desk.audited(NORMAL, None, 10), desk.silences(HOUR)
    desk.drain(kept.extend)
    desk.redis.flushall()
    for line in kept:
        desk.restore_line(line)
    assert (desk.audited(NORMAL, None, 10), desk.silences(HOUR)) == before
    assert desk.keys.of(key) == said


def test_a_session_ends_when_it_is_old_and_when_it_is_ended_and_redis_holds_no_token(desk: Desk) -> None:
    sessions = Sessions(desk.redis, "s")
    first, second = (sessions.begin({"who": "RM1"}) for _ in range(2))
    assert sessions.of(first) == {"who": "RM1"}
    assert not [key for key in desk.redis.keys("*") if first in key]
    assert Sessions(desk.redis, "another").of(first) is None
    sessions.end(first)
    desk.redis.delete(*desk.redis.keys("session-life:*"))
    assert [sessions.of(first), sessions.of(second)] == [None, None]


def test_only_use_keeps_a_session_from_falling_idle(desk: Desk) -> None:
    sessions = Sessions(desk.redis, "s", idle_seconds=100)
    token = sessions.begin({"who": "RM1"})
    key = desk.redis.keys("session:*")[0]
    desk.redis.expire(key, 10)
    assert sessions.of(token, touch=False) is not None
    assert desk.redis.ttl(key) <= 10
    assert sessions.of(token) is not None
    assert desk.redis.ttl(key) > 90
