"""Sequences in plain Python: everything that began, looked through again for every event."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from typing import Any

from detectors.calendar import Calendar
from detectors.expectations.sequence import OPEN_AT_MOST
from detectors.rules.columns import columns
from detectors.rules.model import Rule, Step
from detectors.rules.parameters import DEFAULT_TIER
from tests.reference.expression import holds

Row = Mapping[str, Any]


class PlainSequences:
    """`follow` takes a customer's rows in order and gives the rows that complete a rule's sequence, the first event's columns beside them."""

    def __init__(self, rules: Iterable[Rule], calendar: Calendar) -> None:
        self.rules = [rule for rule in rules if rule.on == "sequence"]
        self.calendar = calendar
        self.begun: dict[tuple[str, str], list[Row]] = defaultdict(list)

    def follow(self, on: str, row: Row) -> Iterator[tuple[Rule, dict[str, Any], set[str]]]:
        """Rule, row to be judged, and the names of both events."""
        for rule in self.rules if row["customer_id"] else ():
            assert rule.after is not None
            key = row["customer_id"], rule.id
            if on == rule.after.on == "txn" and takes_back(row):
                self.begun[key] = [
                    one for one in self.begun[key] if row["original_ref"] not in (one["event_id"], one["bank_ref"])
                ]
            if _is(rule, rule.then, on, row):
                yield from (
                    (rule, self._pair(rule, first, row), _names(first) | _names(row))
                    for first in self._open(rule, key, row)
                )
            if _is(rule, rule.unless, on, row):
                self.begun[key] = []
            if _is(rule, rule.after, on, row):
                self.begun[key] = [*(one for one in self.begun[key] if one["event_id"] != row["event_id"]), row][
                    -OPEN_AT_MOST:
                ]

    def _open(self, rule: Rule, key: tuple[str, str], row: Row) -> list[Row]:
        return [
            one
            for one in self.begun[key]
            if one["event_time"] <= row["event_time"] and row["day"] <= self._last_day(rule, one)
        ]

    def _last_day(self, rule: Rule, first: Row) -> Any:
        within = str(rule.within)
        if within.endswith("bd"):
            return self.calendar.add_business_days(first["day"], int(within[:-2]))
        return first["day"] + timedelta(days=int(within[:-1]))

    def _pair(self, rule: Rule, first: Row, row: Row) -> dict[str, Any]:
        assert rule.after is not None
        assert rule.then is not None
        business_days = self.calendar.business_days_between(first["day"], row["day"])
        pair = {**row, "days_after": (row["day"] - first["day"]).days, "bd_after": business_days}
        pair |= {f"{rule.after.as_ or 'first'}.{name}": value for name, value in first.items()}
        return pair | {f"{rule.then.as_}.{name}": value for name, value in row.items()}


def takes_back(row: Row) -> bool:
    """Whether an entry takes back another."""
    back = row["reversal"] or row["op"] in ("R", "D", "U") or row["business"] == "returned"
    return bool(back) and row["original_ref"] is not None


def _is(rule: Rule, step: Step | None, on: str, row: Row) -> bool:
    if step is None or step.on != on:
        return False
    tier = row.get("tier") or DEFAULT_TIER
    types = {name.rpartition(".")[2]: str(kind) for name, kind in columns(rule).items()}
    types |= {name: one.type for name, one in rule.parameters.items()}
    return holds(step.where, {**row, **{name: one.values()[tier] for name, one in rule.parameters.items()}}, types)


def _names(row: Row) -> set[str]:
    return {row["event_id"], row.get("bank_ref")} - {None}
