"""A rule's own examples are its tests (`tidewatch rules test`)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import Any, TypedDict
from zoneinfo import ZoneInfo

import msgspec
import polars as pl

from detectors.calendar import Calendar
from detectors.calendar.calendar import BANK_ZONE
from detectors.rules.columns import columns, frame_columns, judged_on
from detectors.rules.compiled import Compiled
from detectors.rules.frames import Type
from detectors.rules.model import SEQUENCE, Example, Rule, State
from detectors.rules.parameters import amount
from detectors.rules.ruleset import RuleSet, example_frame, frame_of
from detectors.rules.sequences import Remembered
from events.finding import no_findings

NOW = datetime(2026, 3, 3, 2, 21, 7, tzinfo=UTC)
WRITTEN: dict[Type, tuple[tuple[type, ...], str]] = {
    Type.MONEY: ((str, int), "¥500,000 or ¥20m"), Type.RATIO: ((int, float), "0.25"), Type.COUNT: ((int,), "a whole number"),
    Type.TEXT: ((str,), "a text, in quotes where it looks like a number or a day"), Type.BOOL: ((bool,), "true or false"),
    Type.DATE: ((date,), "2026-03-03"), Type.TIME: ((datetime,), "2026-03-03 10:21:07"), Type.TEXTS: ((list,), "[one, another]"),
}  # fmt: skip
PLACING = frozenset({"on", "at"})  # which event of a sequence it is, and when
TAKING_BACK = {"op": Type.TEXT, "original_ref": Type.TEXT}  # what an entry that takes back another says
TEN = time(10)
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
    rule = compiled.rule.model_copy(update={"state": State.ACTIVE})
    alone = RuleSet([rule], rules.calendar, rules.shared)
    rows = example.given if isinstance(example.given, list) else [example.given]
    if rule.on == SEQUENCE:
        return compare(_in_order(alone, rule, rows), example)
    known = columns(rule)
    frame = example_frame(compiled, *(_row(known, row) for row in rows))
    return compare(alone.judge(compiled.on, frame), example)


def _in_order(alone: RuleSet, rule: Rule, events: list[dict[str, Any]]) -> pl.DataFrame:
    """What a sequence rule finds in events, one after the other."""
    states, found = Remembered(), [no_findings()]
    for i, event in enumerate(events, 1):
        on, known = event_columns(rule, event)
        frame = frame_of(f"{rule.id}: an example", on, known, _row(known, _event(alone.calendar, i, event)))
        found.append(alone.judge(on, frame, followed=alone.follow(on, frame, states)))
    return pl.concat(found)


def event_columns(rule: Rule, event: dict[str, Any]) -> tuple[str, dict[str, Type]]:
    """The frame of one event of a sequence's example, and what may be said of it. `on` left out: the event that completes."""
    on = str(event.get("on", judged_on(rule)))
    known = frame_columns(rule, on)
    return on, {**known, **(TAKING_BACK if on == "txn" else {})} if known else {}


def _event(calendar: Calendar, number: int, event: dict[str, Any]) -> dict[str, Any]:
    """An event with an id and a time."""
    at = moment(event.get("at", NOW))
    ids = {"event_id": f"e{number}", "event_time": at, "day": calendar.local_date(round(at.timestamp() * 1000))}
    return ids | {name: value for name, value in event.items() if name not in PLACING}


def moment(at: object) -> datetime:
    """When an event of an example happens: a day (ten o'clock) or a time of the bank's. Raises ValueError."""
    if isinstance(at, str):
        at = datetime.fromisoformat(at)
    elif isinstance(at, date) and not isinstance(at, datetime):
        at = datetime.combine(at, TEN)
    if not isinstance(at, datetime):
        raise ValueError(f"{at!r} is no day")
    return at if at.tzinfo else at.replace(tzinfo=ZoneInfo(BANK_ZONE))


def _row(kinds: Mapping[str, Type], given: dict[str, Any]) -> dict[str, Any]:
    inside = {name: _inside(value, kinds.get(name)) for name, value in given.items()}
    return {**{name: value for name, value in SHARED.items() if name in kinds}, **inside}


def _inside(value: Any, kind: Type | None) -> Any:
    if kind is Type.MONEY and isinstance(value, str):
        return -amount(value.replace("-", "")) if "-" in value else amount(value)
    return float(value) if kind is Type.RATIO and value is not None else value


def wrong_value(value: Any, kind: Type) -> str | None:
    """Why a value given in an example cannot be one of a column of this type; None when it can."""
    if value is None:
        return None
    wanted, right = WRITTEN[kind]
    if not isinstance(value, wanted) or (isinstance(value, bool) and kind is not Type.BOOL):
        return f"{value!r} is not a {kind}: write {right}"
    try:
        _inside(value, kind)
    except ValueError as error:
        return str(error)
    return None


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
    wanted = {name: example.then[name] for name in wrong}
    return f"finds {_named(wrong)}, where it says {_named(wanted)}" if wrong else None


def _named(values: dict[str, Any]) -> str:
    return ", ".join(f"{name} {value}" for name, value in values.items())
