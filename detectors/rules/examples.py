"""A rule's own examples are its tests (`tidewatch rules test`)."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any, TypedDict

import msgspec
import polars as pl

from detectors.rules.compiled import Compiled, features_of
from detectors.rules.frames import FRAMES, Type
from detectors.rules.model import Example, State, amount
from detectors.rules.ruleset import RuleSet, example_frame

NOW = datetime(2026, 3, 3, 2, 21, 7, tzinfo=UTC)
SHARED = {"event_id": "e0", "customer_id": "C1", "event_time": NOW, "day": date(2026, 3, 3)}


class Report(TypedDict):
    """What `rules test --json` prints."""

    rules: int
    examples: int
    passed: int
    failed: int
    failures: list[str]


def run_examples(rules: RuleSet) -> Report:
    """Every example of every rule."""
    failures, count = [], 0
    for compiled in rules.compiled.values():
        for example in compiled.rule.examples:
            count += 1
            if said := mistake(rules, compiled, example):
                failures.append(f"{compiled.rule.id} · {example.name}: {said}")
    return Report(
        rules=len(rules.compiled), examples=count, passed=count - len(failures), failed=len(failures), failures=failures
    )


def mistake(rules: RuleSet, compiled: Compiled, example: Example) -> str | None:
    """What an example's rule does other than it says; None when it does as it says."""
    rows = example.given if isinstance(example.given, list) else [example.given]
    frame = example_frame(compiled, *(_row(compiled, row) for row in rows))
    alone = RuleSet([compiled.rule.model_copy(update={"state": State.ACTIVE})], rules.calendar)
    return compare(alone.judge(compiled.on, frame), example)


def _row(compiled: Compiled, given: dict[str, Any]) -> dict[str, Any]:
    kinds = {**FRAMES[compiled.on], **features_of(compiled.rule)}
    inside = {name: _inside(value, kinds.get(name)) for name, value in given.items()}
    return {**{name: value for name, value in SHARED.items() if name in kinds}, **inside}


def _inside(value: Any, kind: Type | None) -> Any:
    if kind is Type.MONEY and isinstance(value, str):
        return -amount(value.replace("-", "")) if "-" in value else amount(value)
    return float(value) if kind is Type.RATIO and value is not None else value


def compare(findings: pl.DataFrame, example: Example) -> str | None:
    """How the findings differ from what the example says."""
    if example.then == "none":
        return f"fires as {findings['severity'][0]}" if findings.height else None
    if not findings.height:
        return "does not fire"
    row = findings.row(-1, named=True)
    if example.then == "retracted":
        return None if row["state"] == "retracted" else "is not retracted"
    assert isinstance(example.then, dict)
    said = {**msgspec.json.decode(row["evidence"]), "severity": row["severity"], "to": row["recipients"]}
    wrong = {name: said.get(name) for name, value in example.then.items() if said.get(name) != value}
    return f"{wrong} instead of { {name: example.then[name] for name in wrong} }" if wrong else None
