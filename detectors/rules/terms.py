"""What an absence or sequence rule says in words, as terms: `median_day_of_month(6)`, `5bd`, `10d`."""

from __future__ import annotations

import re
from functools import lru_cache

from detectors.expectations import Absence, Within
from detectors.expectations.sequence import LONGEST_DAYS
from detectors.rules.expression import Wrong
from detectors.rules.model import Rule
from detectors.rules.parameters import DEFAULT_TIER

OCCURRENCES = frozenset({"payroll_batch"})  # what an absence may wait for


@lru_cache(maxsize=256)
def _absence(expected: str, within: str, give_up: str, present: int | None) -> Absence:
    cycles = re.fullmatch(r"median_day_of_month\((\d+)\)", expected)
    if not cycles:
        raise Wrong(f"expected: {expected!r} is not known; write median_day_of_month(6)")
    count = int(cycles[1])
    deadline, end = business_days(within, "within"), business_days(give_up, "give_up")
    if end < deadline:
        raise Wrong(f"give_up: {give_up} is before the deadline, within: {within}")
    return Absence(deadline, count, present or count, end)


def absence_terms(rule: Rule) -> Absence:
    """The terms of an absence rule; raises Wrong. How many cycles must have come is its parameter `cycles`, else all of them."""
    if rule.after is None or rule.within is None:
        raise Wrong("an absence needs after (on, expected) and within")
    if rule.after.on not in OCCURRENCES:
        raise Wrong(
            f"after: on: {rule.after.on!r} is nothing that can be waited for; there are {', '.join(sorted(OCCURRENCES))}"
        )
    present = rule.parameters["cycles"].values()[DEFAULT_TIER] if "cycles" in rule.parameters else None
    return _absence(rule.after.expected or "", rule.within, rule.give_up or rule.within, present)


def sequence_terms(rule: Rule) -> Within:
    """How long after its first event a sequence may be completed; raises Wrong. `0d` is the same day."""
    found = re.fullmatch(r"(\d+)(bd|d)", rule.within or "")
    if rule.after is None or rule.then is None or not found:
        raise Wrong("a sequence needs after (on, where), then (on, where) and within: 10bd or 30d")
    within = Within(int(found[1]), found[2] == "bd")
    if within.days * (7 / 5 if within.business_days else 1) > LONGEST_DAYS:
        raise Wrong(f"{rule.within} is longer than a beginning is kept: {LONGEST_DAYS}d")
    return within


def business_days(text: str, field: str) -> int:
    """`5bd` as 5; raises Wrong."""
    found = re.fullmatch(r"([1-9]\d*)bd", text)
    if not found:
        raise Wrong(f"{field}: {text!r} is not a number of business days: write 5bd")
    return int(found[1])
