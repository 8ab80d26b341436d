"""Alerts that are over: whole while they can be taken back, then what later decisions ask of them, then nothing.

    expired ── whole while one of its findings is remembered, or its rule may take it back ──┐ after 90 days at the latest
    retracted ───────────────────────────────────────────────────────────────────────────────┴─→ Past ── nothing heard for 400 days ─→ forgotten

An alert of six hundred bytes becomes a memory of forty: a customer whose bills mature one after the other has one open and hundreds that are over.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from events.alert import AlertState
from sinks.alerts.policy import DAY_MS, GONE, Alert, Finding, Policies, Policy

RETRACTABLE_DAYS = 90  # a quarter: so long after an alert has expired, people are told that it was a mistake
REMEMBERED_DAYS = 400  # a year and a month: what comes back with the year is known again

Past = list[Any]  # [alert id (16 bytes), whether it was taken back, since when it is quiet (epoch ms)]
Pasts = Mapping[int, Past]  # by `name_of` the dedup key


def name_of(key: str) -> int:
    """A dedup key in eight bytes: that two of a customer's meet is not to be expected."""
    return int.from_bytes(hashlib.blake2b(key.encode(), digest_size=8).digest(), "little")


def fade(
    alerts: dict[str, Alert], past: dict[int, Past], policies: Policies, known: Sequence[Finding], now: int
) -> tuple[dict[str, Alert], dict[int, Past]]:
    """A customer's alerts and what is past, as of `now` (epoch ms). `known`: findings that are remembered, and can be taken back.

    Decisions are the same before and after, with two exceptions: nothing is taken back more than 90 days after it was over, nor what was said
    again when it was no longer remembered.
    """
    over = {key: one for key, one in alerts.items() if one["state"] != AlertState.OPEN}
    if not over:
        return alerts, past
    ids, standing = {one["finding_id"] for one in known}, {one["alert_id"] for one in alerts.values()}
    gone = {
        key: (one, policy)
        for key, one in over.items()
        if not _needed(one, policy := policies.get(one["rule_id"], GONE), ids, standing, now)
    }
    if not gone:
        return alerts, past
    longest = max([REMEMBERED_DAYS, *(policy.cool_down_days or 0 for policy in policies.values())])
    kept = {name: one for name, one in past.items() if now - one[2] <= longest * DAY_MS}
    whole = {key: one for key, one in alerts.items() if key not in gone}
    return whole, kept | {name_of(key): _past(*pair) for key, pair in gone.items()}


def _needed(alert: Alert, policy: Policy, known: set[str], standing: set[str], now: int) -> bool:
    """Whether an alert that is over may still be said something of: it is taken back, or what it was suppressed by is."""
    if now - alert["last_update"] > RETRACTABLE_DAYS * DAY_MS:
        return False
    found = policy.retracts or not known.isdisjoint(alert["findings"])
    return (alert["state"] == AlertState.EXPIRED and found) or alert["suppressed_by"] in standing


def _past(alert: Alert, policy: Policy) -> Past:
    """A cool-down of days runs from the last fact; what is for ever, and what was taken back, is as old as the last that was heard of it."""
    back = alert["state"] == AlertState.RETRACTED
    counts = policy.cool_down_days is not None and not back
    return [bytes.fromhex(alert["alert_id"]), back, alert["last_fact_time" if counts else "last_update"]]


def recall(past: Pasts, key: str, policy: Policy, now: int) -> Alert | None:
    """As much of an alert that is past as a decision asks of it; None when there was none, or it is forgotten."""
    found = past.get(name_of(key)) if past else None
    if found is None or now - found[2] > max(REMEMBERED_DAYS, policy.cool_down_days or 0) * DAY_MS:
        return None
    state = AlertState.RETRACTED if found[1] else AlertState.EXPIRED
    return {"alert_id": found[0].hex(), "state": state, "last_fact_time": found[2], "findings": []}


def heard(past: dict[int, Past], key: str, policy: Policy, now: int) -> dict[int, Past]:
    """The same after word of this key has come: what is over for ever is so for another 400 days."""
    found = past.get(name_of(key)) if past and policy.cool_down_days is None else None
    quiet = found is not None and not found[1] and now > found[2]
    return {**past, name_of(key): [*found[:2], now]} if found and quiet else past
