"""`tidewatch score`: findings against the truth of a labelled bank: recall, precision and delay per detector.

The matching rule:

1. Of every finding the last line counts; a retracted finding does not count at all.
2. A finding belongs to a fact when rule and customer are the same, its event time lies within the fact's `since`..`until`, and the
   objects agree: one of them is empty, or the finding's object contains the fact's object or one of its aliases.
3. A `fire` fact is found when such a finding exists no later than `known_by`. Many findings of one fact count once.
4. A finding that belongs to no `fire` and no `grey` fact is false; false findings of one customer and object that follow each other
   within the rule's cool-down (OPP 7 days, others 14) count once.

    recall = found / facts        precision = facts matched at any time / (facts matched + false findings)
    delay  = median of (event time of the first finding − `known_at`), not below zero
"""

from __future__ import annotations

import json
import statistics
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypedDict

Period = tuple[float, float]  # epoch seconds
COOL_DOWN_SECONDS = {"OPP": 7 * 86_400}
DEFAULT_COOL_DOWN_SECONDS = 14 * 86_400


class Score(TypedDict):
    """One detector's line. Ratios are None where there is nothing to divide by."""

    truth: int
    found: int
    recall: float | None
    precision: float | None
    median_delay_seconds: float | None


@dataclass(frozen=True)
class Fact:
    """One line of the truth; times in epoch seconds."""

    customer: str | None
    objects: tuple[str, ...]
    expect: str
    known_at: float
    known_by: float
    since: float
    until: float


@dataclass(frozen=True)
class Told:
    """One finding; `time` is its event time in epoch seconds."""

    customer: str
    object: str
    time: float


def score(out_dir: Path, truth: Path) -> dict[str, Score]:
    """Score `findings.ndjson` in a replay's output directory. Raises FileNotFoundError or ValueError (which line, what is wrong)."""
    return score_rows(_lines(out_dir / "findings.ndjson", ("rule_id", "event_time")), truth)


def score_rows(findings: Iterable[Mapping[str, Any]], truth: Path, known: Period | None = None) -> dict[str, Score]:
    """Score findings as plain rows. `known`: only facts that are to be known within these epoch seconds."""
    facts, told = _facts(truth), _told(findings)
    return {
        rule: _score(rule, [one for one in facts[rule] if _asked(one, known)], told.get(rule, []))
        for rule in sorted(facts)
    }


def _asked(fact: Fact, known: Period | None) -> bool:
    return known is None or (known[0] <= fact.known_at and fact.known_by <= known[1])


def _facts(path: Path) -> dict[str, list[Fact]]:
    facts: dict[str, list[Fact]] = defaultdict(list)
    for row in _lines(path, ("rule", "expect", "known_at", "known_by", "since", "until")):
        names = (row.get("object_id"), *(row.get("aliases") or ())) if row.get("object_id") else ()
        known_at, known_by, since, until = (_seconds(row[key]) for key in ("known_at", "known_by", "since", "until"))
        facts[row["rule"]].append(
            Fact(row.get("customer_id"), tuple(map(str, names)), row["expect"], known_at, known_by, since, until)
        )
    return facts


def _told(findings: Iterable[Mapping[str, Any]]) -> dict[str, list[Told]]:
    last: dict[str, Mapping[str, Any]] = {}
    for number, row in enumerate(findings):
        last[row.get("finding_id") or f"line {number}"] = row
    told: dict[str, list[Told]] = defaultdict(list)
    for row in last.values():
        if row.get("state") != "retracted":
            told[row["rule_id"]].append(
                Told(row.get("customer_id") or "", row.get("object_id") or "", _seconds(row["event_time"]))
            )
    return told


def _lines(path: Path, needed: Sequence[str]) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            try:
                row = json.loads(line)
            except ValueError as error:
                raise ValueError(f"{path}, line {number}: not JSON ({error})") from None
            missing = [key for key in needed if not isinstance(row, dict) or row.get(key) is None]
            if missing:
                raise ValueError(f"{path}, line {number}: {', '.join(missing)} missing")
            yield row


def _seconds(moment: str | float) -> float:
    """Epoch seconds of an ISO time (UTC when it names no zone) or of epoch milliseconds."""
    if isinstance(moment, int | float):
        return moment / 1_000
    parsed = datetime.fromisoformat(moment)
    return (parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)).timestamp()


def _score(rule: str, facts: list[Fact], told: list[Told]) -> Score:
    by_customer: dict[str | None, list[int]] = defaultdict(list)
    for index, fact in enumerate(facts):
        by_customer[fact.customer].append(index)
    first: dict[int, float] = {}
    false: list[Told] = []
    for one in sorted(told, key=lambda t: t.time):
        hits = [i for i in (*by_customer[one.customer], *by_customer[None]) if _belongs(one, facts[i])]
        for index in hits:
            first.setdefault(index, one.time)
        if all(facts[i].expect == "silent" for i in hits):
            false.append(one)
    due = [i for i, fact in enumerate(facts) if fact.expect == "fire"]
    return _line(rule, facts, due, first, false)


def _line(rule: str, facts: list[Fact], due: list[int], first: dict[int, float], false: list[Told]) -> Score:
    matched = [i for i in due if i in first]
    found = [i for i in matched if first[i] <= facts[i].known_by]
    judged = len(matched) + _groups(false, COOL_DOWN_SECONDS.get(rule[:3], DEFAULT_COOL_DOWN_SECONDS))
    delays = [max(0.0, first[i] - facts[i].known_at) for i in matched]
    return Score(
        truth=len(due),
        found=len(found),
        recall=len(found) / len(due) if due else None,
        precision=len(matched) / judged if judged else None,
        median_delay_seconds=statistics.median(delays) if delays else None,
    )


def _belongs(one: Told, fact: Fact) -> bool:
    in_time = fact.since <= one.time <= fact.until
    return in_time and (not fact.objects or not one.object or any(name in one.object for name in fact.objects))


def _groups(false: Iterable[Told], cool_down: float) -> int:
    """False findings, those of one customer and object within the cool-down taken as one. In order of time."""
    last: dict[tuple[str, str], float] = {}
    count = 0
    for one in false:
        key = (one.customer, one.object)
        count += key not in last or one.time - last[key] > cool_down
        last[key] = one.time
    return count
