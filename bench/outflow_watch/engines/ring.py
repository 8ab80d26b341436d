"""The job for engines that call Python for each record: seven cells by weekday in plain lists, which every store can keep."""

from __future__ import annotations

import gc
from typing import Any

DAY_MS = 86_400_000
State = list[Any]  # [day of the last record, debits, credits, numbers of debits]: seven cells each
Finding = dict[str, Any]

gc.set_threshold(100_000, 50, 50)  # the default collects far too often for a stream of short-lived objects


def new() -> State:
    """The state of an account never seen."""
    return [-1, [0] * 7, [0] * 7, [0] * 7]


def watch(state: State, record: dict[str, Any]) -> list[Finding]:
    """Move the state by one record; what is found on it."""
    last, debits, credits, numbers = state
    day, amount, direction = record["ts"] // DAY_MS, record["amount_fen"], record["direction"]
    gap = day - last if last >= 0 else 0
    for step in range(min(gap, 7)):
        cell = (last + 1 + step) % 7
        debits[cell] = credits[cell] = numbers[cell] = 0
    state[0], cell = day, day % 7
    if direction != "D":
        credits[cell] += amount
        return []
    debits[cell] += amount
    numbers[cell] += 1
    net = sum(debits) - sum(credits)
    found = []
    if amount >= 10_000_000:
        found.append(_finding(record, "R1", amount))
    if net >= 30_000_000:
        found.append(_finding(record, "R2", net))
    if gap >= 3 and amount >= 1_000_000:
        found.append(_finding(record, "R3", gap))
    return found


def _finding(record: dict[str, Any], rule: str, value: int) -> Finding:
    return {"account": record["account"], "event_id": record["event_id"], "rule": rule, "value": value}
