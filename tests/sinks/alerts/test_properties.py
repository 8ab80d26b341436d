"""Properties of the alert layer over any stream of findings: cutting it changes nothing, and of every finding something becomes, once."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from events.alert import AlertState, NotifyReason, SuppressReason
from sinks.alerts import Decision, Plan, Policy, decide, expire, repeats

HOUR = 3_600_000
DAY = 24 * HOUR
POLICIES = {
    "OUT-01": Policy(None, frozenset({"OPP-01", "OUT-04"}), risk=True, plannable=True),
    "OUT-04": Policy(14, plannable=True),
    "OPP-01": Policy(7),
    "MAT-05": Policy(None, frozenset({"OPP-01"})),
    "RSK-08": Policy(None, frozenset({"OPP-01", "OUT-01"}), risk=True),
}
Finding = dict[str, Any]

DRAWN = st.lists(
    st.fixed_dictionaries(
        {
            "rule_id": st.sampled_from(sorted(POLICIES)), "object_id": st.sampled_from(["N1", "N2", None]), "fact": st.integers(0, 5),
            "money_at_stake": st.integers(1, 4), "severity": st.sampled_from(["P1", "P2", "P3"]), "cause_id": st.sampled_from(["x", None]),
            "hours": st.integers(0, 40 * 24), "state": st.sampled_from(["open", "open", "open", "retracted"]),
        }
    ),
    min_size=1, max_size=25,
)  # fmt: skip
PLANS = st.lists(st.builds(Plan, st.one_of(st.none(), st.integers(1, 4)), st.integers(0, 40 * DAY)), max_size=2)
CUTS = st.lists(st.integers(0, 25), max_size=6)


def finding(drawn: Finding) -> Finding:
    """A finding as the alert layer takes it; one rule's of one object and fact has one id."""
    at = drawn["hours"] * HOUR
    name = f"{drawn['rule_id']}|{drawn['object_id']}|{drawn['fact']}"
    aml, expires = drawn["rule_id"] == "RSK-08", at + 2 * DAY if drawn["rule_id"] == "OPP-01" else None
    plain = {"rule_version": 1, "customer_id": "C", "title_zh": "", "title_en": "", "recipients": [], "due_at": None}
    more = {"finding_id": name, "event_time": at, "audience": "aml" if aml else "normal", "expires_at": expires}
    return {**plain, **drawn, **more, "evidence": f'{{"money": {drawn["money_at_stake"]}}}'}


@dataclass
class Run:
    """The alerts of one customer, and everything that was said."""

    alerts: dict[str, Any] = field(default_factory=dict)
    said: list[tuple[Any, ...]] = field(default_factory=list)
    steps: list[tuple[Finding, Decision]] = field(default_factory=list)

    def take(self, rows: list[Finding], plans: list[Plan]) -> Run:
        """One batch, in order of time; what has expired before each finding goes first, as at the close of a day."""
        for one in rows:
            self._settle(expire(self.alerts, one["event_time"] - one["event_time"] % DAY))
            again = repeats(self.alerts, one)
            decision = Decision((), (again,), self.alerts) if again else self._decide(one, plans)
            self.steps.append((one, decision))
            self._settle(decision)
        return self

    def _decide(self, one: Finding, plans: list[Plan]) -> Decision:
        return decide(self.alerts, one, POLICIES, one["event_time"], plans)

    def _settle(self, decision: Decision) -> None:
        self.alerts = decision.alerts
        self.said += [(c.alert["alert_id"], str(c.alert["state"]), str(c.notify)) for c in decision.changes]
        self.said += [(one.finding_id, str(one.reason), one.by) for one in decision.suppressed]

    def saved(self) -> Run:
        """As it comes back from the state store."""
        self.alerts = msgspec.msgpack.decode(msgspec.msgpack.encode(self.alerts))
        return self


def in_order(drawn: list[Finding]) -> list[Finding]:
    return sorted(map(finding, drawn), key=lambda one: (one["event_time"], one["finding_id"]))


@settings(max_examples=150)
@given(DRAWN, PLANS, CUTS)
def test_any_cut_into_batches_gives_the_same_alerts_and_the_same_ledger(drawn: list[Finding], plans: list[Plan], cuts: list[int]) -> None:  # fmt: skip
    rows, whole, pieces = in_order(drawn), Run(), Run()
    whole.take(rows, plans)
    edges = sorted({0, len(rows), *(cut for cut in cuts if cut < len(rows))})
    for first, last in pairwise(edges):
        pieces.take(rows[first:last], plans).saved()
    assert pieces.alerts == whole.saved().alerts
    assert pieces.said == whole.said


@settings(max_examples=150)
@given(DRAWN, PLANS)
def test_every_finding_opens_or_updates_an_alert_or_is_in_the_ledger_with_a_reason(drawn: list[Finding], plans: list[Plan]) -> None:  # fmt: skip
    for one, decision in Run().take(in_order(drawn), plans).steps:
        about = [
            change
            for change in decision.changes
            if change.alert["rule_id"] == one["rule_id"] and one["state"] == "open"
        ]
        carries = [change for change in about if one["finding_id"] in change.alert["findings"]]
        reasons = [str(row.reason) for row in decision.suppressed]
        assert all(row.finding_id == one["finding_id"] for row in decision.suppressed)
        if one["state"] == "open":
            assert (len(carries), reasons) in ((1, []), (1, [SuppressReason.GROUPED]), (0, reasons[:1]))
        assert len(reasons) <= 1
        assert decision.changes or reasons


@settings(max_examples=100)
@given(DRAWN, PLANS)
def test_somebody_is_told_of_each_alert_that_opens_unless_the_ledger_says_why_not(drawn: list[Finding], plans: list[Plan]) -> None:  # fmt: skip
    standing: dict[str, str] = {}
    for one, decision in Run().take(in_order(drawn), plans).steps:
        for change in decision.changes:
            alert, key = change.alert, f"{change.alert['rule_id']}|{change.alert['object_id']}"
            opens = alert["findings"] == [one["finding_id"]] and standing.get(key) != alert["alert_id"]
            grouped = [row.reason for row in decision.suppressed] == [SuppressReason.GROUPED]
            assert not opens or (change.notify == NotifyReason.OPENED) != grouped
            standing[key] = alert["alert_id"] if alert["state"] == AlertState.OPEN else ""


@settings(max_examples=100)
@given(DRAWN, PLANS, st.randoms(use_true_random=False))
def test_taking_back_every_fact_closes_each_alert_once(drawn: list[Finding], plans: list[Plan], random: Any) -> None:
    rows = in_order(drawn)
    run = Run().take(rows, plans)
    standing = [alert for alert in run.alerts.values() if alert["state"] != AlertState.RETRACTED]
    back = [{**finding({**one, "state": "retracted"}), "event_time": 41 * DAY} for one in rows]
    random.shuffle(back)
    first, again = Run(run.alerts).take(back, plans), Run(run.alerts).take(back + back, plans)
    closed = Counter(alert for alert, _, notify in first.said if notify == NotifyReason.RETRACTED)
    assert closed == Counter(alert["alert_id"] for alert in standing)
    assert again.alerts == first.alerts
    assert all(alert["state"] == AlertState.RETRACTED for alert in first.alerts.values())
    assert not any(alert["suppressed_by"] for alert in first.alerts.values())


@settings(max_examples=60)
@given(DRAWN, PLANS)
def test_a_replay_opens_alerts_of_the_same_ids_and_none_twice(drawn: list[Finding], plans: list[Plan]) -> None:
    first, second = (Run().take(in_order(drawn), plans) for _ in range(2))
    assert first.said == second.said
    opened = [alert for alert, _, notify in first.said if notify == NotifyReason.OPENED]
    assert len(set(opened)) == len(opened)


@settings(max_examples=100)
@given(DRAWN, PLANS)
def test_the_desk_of_anti_money_laundering_changes_nothing_for_others(drawn: list[Finding], plans: list[Plan]) -> None:
    rows = in_order(drawn)
    others = [one for one in rows if one["audience"] != "aml"]
    whole, without = (expire(Run().take(some, plans).alerts, 99 * DAY).alerts for some in (rows, others))
    assert {key: alert for key, alert in whole.items() if alert["audience"] != "aml"} == without
