"""Alerts that are over: what is kept of them changes no decision, and grows no customer's state."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from hypothesis import given, settings

from events.alert import NotifyReason, SuppressReason
from sinks.alerts import Decision, Policy, decide, expire, fade, heard, key_of
from sinks.alerts.past import REMEMBERED_DAYS, RETRACTABLE_DAYS
from tests.sinks.alerts.test_properties import DAY, DRAWN, POLICIES, Finding, in_order

LASTS = {"OPP-01": 2, "MAT-05": 3, "OUT-01": 4, "OUT-04": 5}  # days until an alert expires
SOME = POLICIES | {"MAT-05": replace(POLICIES["MAT-05"], retracts=True)}
REMEMBERED = 3  # findings: so few that most alerts are over before the end


@dataclass
class Customer:
    """A customer's alerts, with or without letting go of what is over; `said` is what everybody hears."""

    fades: bool
    alerts: dict[str, Any] = field(default_factory=dict)
    past: dict[int, Any] = field(default_factory=dict)
    recent: list[Finding] = field(default_factory=list)
    said: list[tuple[Any, ...]] = field(default_factory=list)

    def take(self, one: Finding, policies: dict[str, Policy] = SOME) -> None:
        """As a shard does: days end, then the finding is decided on."""
        now = one["event_time"]
        self._settle(expire(self.alerts, now - now % DAY))
        self._fade(policies, now)
        if one["state"] == "open":
            self.recent = [*self.recent, one][-REMEMBERED:]
        self._settle(decide(self.alerts, one, policies, now, (), self.recent, self.past))
        if one["state"] == "retracted":
            self.recent = [other for other in self.recent if other["finding_id"] != one["finding_id"]]
        else:
            self.past = heard(self.past, key_of(one), policies[one["rule_id"]], now)

    def _fade(self, policies: dict[str, Policy], now: int) -> None:
        if self.fades:
            self.alerts, self.past = fade(self.alerts, self.past, policies, self.recent, now)

    def _settle(self, decision: Decision) -> None:
        """What an alert was grouped with or inhibited by is one of several: any is right."""
        self.alerts = decision.alerts
        self.said += sorted(
            (c.alert["alert_id"], str(c.alert["state"]), str(c.notify), str(c.alert)) for c in decision.changes
        )
        for one in decision.suppressed:
            self.said.append(
                (one.finding_id, str(one.reason), one.by if one.reason == SuppressReason.COOLDOWN else None)
            )


def expiring(one: Finding) -> Finding:
    """The same with its rule's time to live."""
    lasts = LASTS.get(one["rule_id"])
    return {**one, "expires_at": lasts and one["event_time"] + lasts * DAY}


def fact(at: int, name: str = "f", rule: str = "OPP-01", lasts: int | None = 2, **more: Any) -> Finding:
    """A finding on day `at` about one object."""
    (plain,) = in_order([{"rule_id": rule, "object_id": "N", "fact": 0, "money_at_stake": 1, "severity": "P2", "cause_id": None, "hours": 24 * at, "state": "open"}])  # fmt: skip
    return {**plain, "finding_id": name, "expires_at": lasts and (at + lasts) * DAY, **more}


def told(*facts: Finding, policy: Policy) -> list[tuple[Any, ...]]:
    """What is said of these, the shard letting go of what is over."""
    customer = Customer(True)
    for one in facts:
        customer.take(one, {"OPP-01": policy})
    return [words[1:3] if len(words) == 4 else words[:2] for words in customer.said]


OPENED = ("open", str(NotifyReason.OPENED))
EXPIRED = ("expired", "None")
FOR_EVER = Policy(None)


def takable(drawn: list[Finding]) -> Iterator[Finding]:
    """Findings as they come: one is taken back while it is remembered, or by its rule. One that was forgotten and is said again is not."""
    recent, said, forgotten = list[str](), set[str](), set[str]()
    for one in map(expiring, in_order(drawn)):
        name = one["finding_id"]
        if one["state"] == "open":
            forgotten |= {name} & said - set(recent)
            recent, said = [*recent, name][-REMEMBERED:], said | {name}
            yield one
        elif SOME[one["rule_id"]].retracts or (name in recent and name not in forgotten):
            recent = [other for other in recent if other != name]
            yield one


@settings(max_examples=300)
@given(DRAWN)
def test_letting_go_of_what_is_over_changes_no_decision(drawn: list[Finding]) -> None:
    kept, faded = Customer(False), Customer(True)
    for one in takable(drawn):
        kept.take(one)
        faded.take(one)
    assert faded.said == kept.said
    assert set(faded.alerts) <= set(kept.alerts)


def test_what_is_over_for_ever_is_so_as_long_as_it_is_heard_of() -> None:
    days = [*range(0, 3 * REMEMBERED_DAYS, REMEMBERED_DAYS)]
    facts = [fact(day, f"f{day}") for day in (*days, days[-1] + REMEMBERED_DAYS + 1)]
    cooled = [(one["finding_id"], str(SuppressReason.COOLDOWN)) for one in facts[1:3]]
    assert told(*facts, policy=FOR_EVER) == [OPENED, EXPIRED, *cooled, OPENED]


def test_a_cool_down_runs_from_the_last_fact_whether_the_alert_is_whole_or_past() -> None:
    facts = [fact(0), fact(99, "within"), fact(101, "after")]
    cooled = ("within", str(SuppressReason.COOLDOWN))
    assert told(*facts, policy=Policy(100)) == [OPENED, EXPIRED, cooled, OPENED]


def test_a_fact_that_was_taken_back_and_is_true_again_is_another_alert_a_year_later() -> None:
    customer = Customer(True)
    for at, state in ((0, "open"), (1, "retracted"), (300, "open")):
        customer.take(fact(at, state=state, lasts=None), {"OPP-01": FOR_EVER})
    assert customer.past
    opened = [words[0] for words in customer.said if words[2] == NotifyReason.OPENED]
    assert len(set(opened)) == 2


def test_an_alert_that_has_expired_can_be_taken_back_for_ninety_days() -> None:
    for day, said in ((2 + RETRACTABLE_DAYS, "retracted"), (3 + RETRACTABLE_DAYS, str(SuppressReason.NOTHING_OPEN))):
        customer = Customer(True)
        for one in (fact(0), fact(day, state="retracted")):
            customer.take(one, {"OPP-01": FOR_EVER})
        assert customer.said[-1][1] == said


def test_what_an_open_alert_keeps_back_is_whole_until_that_is_over() -> None:
    customer = Customer(True)
    for one in (fact(0, "small"), fact(1, "big", "OUT-01", lasts=None), fact(9, "big", "OUT-01", state="retracted")):
        customer.take(one, {"OPP-01": Policy(7), "OUT-01": POLICIES["OUT-01"]})
        customer.recent = [other for other in customer.recent if other["finding_id"] != "small"]
    assert sorted(words[1] for words in customer.said[-2:]) == ["expired", "retracted"]
