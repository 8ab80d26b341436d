"""Promises of the alert layer: one alert per object, told once, and a reason for every silence."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.alert import AlertState, NotifyReason, SuppressReason
from sinks.alerts import Policy, decide, expire

POLICIES = {"OUT-01": Policy(None, frozenset({"OPP-01"})), "OPP-01": Policy(7)}
DAY = 86_400_000


def finding(rule: str = "OUT-01", money: int = 6, at: int = 0, **more: Any) -> dict[str, Any]:
    plain = {
        "finding_id": f"{rule}-f", "rule_id": rule, "rule_version": 1, "customer_id": "C", "object_id": "N1", "severity": "P2", "state": "open",
        "event_time": at, "title_zh": "", "title_en": "", "money_at_stake": money, "evidence": "{}", "recipients": [], "audience": "normal",
        "due_at": None, "expires_at": None, "cause_id": None,
    }  # fmt: skip
    return {**plain, **more}


def run(*findings: dict[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """All alerts after these findings, and everything that was said of them."""
    alerts: dict[str, Any] = {}
    said: list[str] = []
    for one in findings:
        decision = decide(alerts, one, POLICIES, one["event_time"])
        alerts = decision.alerts
        said += [str(change.notify) for change in decision.changes] + [str(s.reason) for s in decision.suppressed]
    return alerts, said


def test_f18_a_growing_sum_updates_one_alert_and_tells_once() -> None:
    alerts, said = run(finding(money=6), finding(money=9, at=DAY))
    assert [a["money_at_stake"] for a in alerts.values()] == [9]
    assert said == [NotifyReason.OPENED, "None"]


def test_a_worse_severity_tells_again_and_never_falls_back() -> None:
    alerts, said = run(finding(), finding(severity="P1", at=1), finding(severity="P3", at=2))
    assert alerts["OUT-01|N1"]["severity"] == "P1"
    assert said == [NotifyReason.OPENED, NotifyReason.WORSENED, "None"]


def test_the_same_again_is_silent_with_a_reason() -> None:
    assert run(finding(), finding())[1] == [NotifyReason.OPENED, SuppressReason.COOLDOWN]


def test_a_risk_silences_the_opportunity_on_the_same_money() -> None:
    assert run(finding(), finding("OPP-01"))[1] == [NotifyReason.OPENED, SuppressReason.INHIBITED]


def test_a_bigger_alert_absorbs_one_that_is_open() -> None:
    alerts, _ = run(finding("OPP-01"), finding())
    assert alerts["OPP-01|N1"]["suppressed_by"] == alerts["OUT-01|N1"]["alert_id"]


def test_after_the_cool_down_the_alert_opens_anew() -> None:
    alerts, said = run(finding("OPP-01"), finding("OPP-01", at=8 * DAY, finding_id="later"))
    assert said == [NotifyReason.OPENED, NotifyReason.OPENED]
    assert alerts["OPP-01|N1"]["findings"] == ["later"]


@pytest.mark.parametrize("state", ["open", "retracted"])
def test_an_alert_of_a_rule_that_was_deleted_keeps_nothing_back_and_can_be_taken_back(state: str) -> None:
    alerts, _ = run(finding())
    rule = "OUT-01" if state == "retracted" else "OPP-01"
    after = decide(alerts, finding(rule, at=1, state=state), {"OPP-01": Policy(7)}, 1)
    assert [(one.alert["rule_id"], one.alert["state"]) for one in after.changes] == [(rule, state)]


def test_a_retracted_fact_takes_its_alert_back_once() -> None:
    alerts, said = run(finding(), finding(state="retracted", at=1), finding(state="retracted", at=2))
    assert alerts["OUT-01|N1"]["state"] == AlertState.RETRACTED
    assert said == [NotifyReason.OPENED, NotifyReason.RETRACTED, SuppressReason.NOTHING_OPEN]


def test_a_fact_taken_back_leaves_what_the_others_said() -> None:
    first, second = finding(money=6, finding_id="a"), finding(money=9, severity="P1", at=DAY, finding_id="b")
    alerts: dict[str, Any] = {}
    for one in (first, second, {**second, "state": "retracted"}):
        alerts = decide(alerts, one, POLICIES, one["event_time"], known=[first, second]).alerts
    alert = alerts["OUT-01|N1"]
    assert (alert["findings"], alert["money_at_stake"], alert["severity"]) == (["a"], 6, "P2")


def test_what_a_mistake_has_absorbed_stands_again() -> None:
    alerts, said = run(finding("OPP-01"), finding(at=1), finding(state="retracted", at=2))
    assert alerts["OPP-01|N1"]["suppressed_by"] is None
    assert said[-2:] == [NotifyReason.RETRACTED, "None"]


def test_what_was_taken_back_and_is_true_again_is_another_alert() -> None:
    first, _ = run(finding())
    again, said = run(finding(), finding(state="retracted", at=1), finding(at=2))
    assert said[-1] == NotifyReason.OPENED
    assert again["OUT-01|N1"]["alert_id"] != first["OUT-01|N1"]["alert_id"]


def test_one_cause_tells_once() -> None:
    _, said = run(
        finding(cause_id="x", severity="P1"),
        finding("OPP-01", object_id="other", cause_id="y"),
        finding(cause_id="x", object_id="N2"),
    )
    assert said[-2:] == ["None", SuppressReason.GROUPED]


def test_what_is_not_acted_on_expires() -> None:
    alerts, _ = run(finding("OPP-01", expires_at=2 * DAY))
    assert expire(alerts, 2 * DAY).alerts["OPP-01|N1"]["state"] == AlertState.EXPIRED
    assert not expire(alerts, DAY).changes


@given(st.lists(st.tuples(st.sampled_from(["OUT-01", "OPP-01"]), st.integers(1, 9), st.integers(0, 20)), max_size=10))
def test_every_finding_changes_an_alert_or_is_in_the_ledger(rows: list[tuple[str, int, int]]) -> None:
    alerts: dict[str, Any] = {}
    for rule, money, day in sorted(rows, key=lambda row: row[2]):
        decision = decide(alerts, finding(rule, money, day * DAY), POLICIES, day * DAY)
        assert len(decision.changes) + len(decision.suppressed) >= 1
        alerts = decision.alerts
