"""What becomes of one finding."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from events.alert import AlertState, NotifyReason, SuppressReason
from sinks.alerts.past import Pasts, recall
from sinks.alerts.policy import DAY_MS, GONE, Alert, Finding, Plan, Policies, Policy

AML = "aml"
FACTS_KEPT = 32  # of an alert that is updated day after day; as many findings as can still be retracted
URGENCY = {"P1": 4, "P2": 3, "P3": 2, "P4": 1}
STATED = ("severity", "title_zh", "title_en", "money_at_stake", "evidence", "recipients", "due_at", "expires_at")


@dataclass(frozen=True)
class Change:
    """An alert as it is now, and whether somebody is to be told."""

    alert: Alert
    notify: NotifyReason | None


@dataclass(frozen=True)
class Suppressed:
    """A finding nobody is told of, and why: the ledger's row."""

    finding_id: str
    rule_id: str
    customer_id: str
    event_time: int
    reason: SuppressReason
    by: str | None = None


@dataclass(frozen=True)
class Decision:
    """What one finding changes."""

    changes: tuple[Change, ...] = ()
    suppressed: tuple[Suppressed, ...] = ()
    alerts: dict[str, Alert] = field(default_factory=dict)


def key_of(finding: Finding) -> str:
    """The dedup key: one alert for each rule and object of a customer."""
    return f"{finding['rule_id']}|{finding['object_id'] or ''}"


def alert_id(finding: Finding, held: Alert | None = None) -> str:
    """Derived from what opened the alert, so that a replay opens the same one. `held`: the alert there was before under this key; what was
    taken back and is true again is another alert, for people have put the first one away."""
    basis = f"alert|{finding['customer_id']}|{key_of(finding)}|{finding['finding_id']}"
    first = _hash(basis)
    again = held is not None and (held["state"] == AlertState.RETRACTED or held["alert_id"] == first)
    return _hash(f"{basis}|{held['alert_id']}") if again and held else first


def _hash(basis: str) -> str:
    return hashlib.blake2b(basis.encode(), digest_size=16).hexdigest()


def decide(
    alerts: Mapping[str, Alert], finding: Finding, policies: Policies, now: int, plans: Iterable[Plan] = (), known: Sequence[Finding] = (),
    past: Pasts = MappingProxyType({}),
) -> Decision:  # fmt: skip
    """Decide on one finding at event time `now` (epoch ms). `alerts` are the customer's, by dedup key; they are not changed. `known`: findings
    still remembered, the latest last: when one is taken back, its alert says again what the latest that is left said. `past`: alerts that are
    over, as far as they are not among `alerts`.

    The order is DOMAIN §2.0's: risk over opportunity on the same money → announced use → inhibition → cool-down. Before it comes what
    the shard decides (stale data), after it what the desk does (an RM's budget). AML alerts and all others do not see each other.
    """
    key = key_of(finding)
    if finding["state"] == "retracted":
        return _retract(alerts, key, finding, now, known)
    policy = policies[finding["rule_id"]]
    held = alerts.get(key) or recall(past, key, policy, finding["event_time"])
    if finding["expires_at"] is not None and finding["expires_at"] <= now:
        return _suppress(alerts, finding, SuppressReason.EXPIRED)
    inhibitors = _inhibitors(alerts, finding, policies)
    risks = [alert for alert in inhibitors if policies[alert["rule_id"]].risk]
    if risks:
        return _suppress(alerts, finding, SuppressReason.INHIBITED, risks[0]["alert_id"])
    if policy.plannable and any(plan.covers(finding) for plan in plans):
        return _suppress(alerts, finding, SuppressReason.PLANNED)
    if inhibitors:
        return _suppress(alerts, finding, SuppressReason.INHIBITED, inhibitors[0]["alert_id"])
    if held and _cooling(held, policy, finding["event_time"]):
        return _update(alerts, key, held, finding, now)
    return _open(alerts, key, finding, policy, now, held)


def repeats(alerts: Mapping[str, Alert], finding: Finding) -> Suppressed | None:
    """The ledger's row for a finding that says word for word what an open alert has been told of: the same fact, published again."""
    known = alerts.get(key_of(finding))
    if known is None or finding["state"] != "open" or known["state"] != AlertState.OPEN:
        return None
    same = all(known[name] == finding[name] for name in ("severity", "money_at_stake", "evidence"))
    told = same and finding["finding_id"] in known["findings"]
    return _ledger(finding, SuppressReason.COOLDOWN, known["alert_id"]) if told else None


def _cooling(known: Alert, policy: Policy, event_time: int) -> bool:
    if known["state"] == AlertState.RETRACTED:
        return False
    if policy.cool_down_days is None:
        return True
    return bool(event_time < known["last_fact_time"] + policy.cool_down_days * DAY_MS)


def _inhibitors(alerts: Mapping[str, Alert], finding: Finding, policies: Policies) -> list[Alert]:
    return [
        alert
        for alert in alerts.values()
        if alert["state"] == AlertState.OPEN
        and finding["rule_id"] in policies.get(alert["rule_id"], GONE).inhibits
        and _together(alert, finding)
    ]


def _together(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Nobody learns of an AML alert by what is missing elsewhere."""
    return (one["audience"] == AML) == (other["audience"] == AML)


def _open(
    alerts: Mapping[str, Alert], key: str, finding: Finding, policy: Policy, now: int, held: Alert | None
) -> Decision:
    alert = {
        "alert_id": alert_id(finding, held),
        "rule_id": finding["rule_id"],
        "rule_version": finding["rule_version"],
        "customer_id": finding["customer_id"],
        "object_id": finding["object_id"],
        "state": AlertState.OPEN,
        "first_fact_time": finding["event_time"],
        "last_fact_time": finding["event_time"],
        "last_update": now,
        "cause_id": finding["cause_id"],
        "audience": finding["audience"],
        "findings": [finding["finding_id"]],
        "suppressed_by": None,
        **{name: finding[name] for name in STATED},
    }
    group = _group(alerts, alert)
    told = NotifyReason.OPENED if group is None else None
    changed = {key: alert, **_absorbed(alerts, alert, policy)}
    quiet = tuple(Change(a, None) for k, a in changed.items() if k != key)
    kept = () if group is None else (_ledger(finding, SuppressReason.GROUPED, group),)
    return Decision((Change(alert, told), *quiet), kept, {**alerts, **changed})


def _group(alerts: Mapping[str, Alert], alert: Alert) -> str | None:
    """An open alert of the same cause that is at least as urgent: the customer's RM has been told already."""
    for other in alerts.values():
        same = other["cause_id"] == alert["cause_id"] and alert["cause_id"] is not None
        if (
            same
            and _together(other, alert)
            and other["state"] == AlertState.OPEN
            and URGENCY[other["severity"]] >= URGENCY[alert["severity"]]
        ):
            return str(other["alert_id"])
    return None


def _absorbed(alerts: Mapping[str, Alert], alert: Alert, policy: Policy) -> dict[str, Alert]:
    """Open alerts that the new one makes superfluous (a bigger alert absorbs smaller ones)."""
    return {
        key: {**other, "suppressed_by": alert["alert_id"]}
        for key, other in alerts.items()
        if other["rule_id"] in policy.inhibits
        and _together(other, alert)
        and other["state"] == AlertState.OPEN
        and other["suppressed_by"] is None
    }


def _update(alerts: Mapping[str, Alert], key: str, known: Alert, finding: Finding, now: int) -> Decision:
    repeated = finding["finding_id"] in known["findings"] and all(known[name] == finding[name] for name in STATED)
    if known["state"] != AlertState.OPEN or repeated:
        return _suppress(alerts, finding, SuppressReason.COOLDOWN, known["alert_id"])
    worse = URGENCY[finding["severity"]] > URGENCY[known["severity"]]
    stated = {name: finding[name] for name in STATED}
    stated["severity"] = finding["severity"] if worse else known["severity"]
    ids = [*(one for one in known["findings"] if one != finding["finding_id"]), finding["finding_id"]][-FACTS_KEPT:]
    last = max(known["last_fact_time"], finding["event_time"])
    alert = {**known, **stated, "findings": ids, "last_fact_time": last, "last_update": now}
    return Decision((Change(alert, NotifyReason.WORSENED if worse else None),), (), {**alerts, key: alert})


def _retract(alerts: Mapping[str, Alert], key: str, finding: Finding, now: int, known: Sequence[Finding]) -> Decision:
    held = alerts.get(key)
    if held is None or finding["finding_id"] not in held["findings"] or held["state"] == AlertState.RETRACTED:
        return _suppress(alerts, finding, SuppressReason.NOTHING_OPEN)
    left = [one for one in held["findings"] if one != finding["finding_id"]]
    if left:
        alert = {**held, **_stated_by(left, known), "findings": left, "last_update": now}
        return Decision((Change(alert, None),), (), {**alerts, key: alert})
    alert = {**held, "findings": [], "last_update": now, "state": AlertState.RETRACTED}
    free = {k: {**one, "suppressed_by": None} for k, one in alerts.items() if one["suppressed_by"] == held["alert_id"]}
    quiet = tuple(Change(one, None) for one in free.values())
    return Decision((Change(alert, NotifyReason.RETRACTED), *quiet), (), {**alerts, **free, key: alert})


def _stated_by(ids: Sequence[str], known: Sequence[Finding]) -> Alert:
    """What the latest of these findings said, as far as it is remembered."""
    said = next((one for one in reversed(known) if one["finding_id"] in ids), None)
    return {name: said[name] for name in STATED} if said else {}


def expire(alerts: Mapping[str, Alert], now: int) -> Decision:
    """Open alerts whose time is over at `now`: dropped from the queue, not left to rot (DOMAIN §0.1.2)."""
    over = {
        key: {**alert, "state": AlertState.EXPIRED, "last_update": alert["expires_at"]}
        for key, alert in alerts.items()
        if alert["state"] == AlertState.OPEN and alert["expires_at"] is not None and alert["expires_at"] <= now
    }
    return Decision(tuple(Change(alert, None) for alert in over.values()), (), {**alerts, **over})


def _suppress(alerts: Mapping[str, Alert], finding: Finding, reason: SuppressReason, by: str | None = None) -> Decision:
    return Decision((), (_ledger(finding, reason, by),), dict(alerts))


def _ledger(finding: Finding, reason: SuppressReason, by: str | None) -> Suppressed:
    found = (finding["finding_id"], finding["rule_id"], finding["customer_id"], finding["event_time"])
    return Suppressed(*found, reason, by)
