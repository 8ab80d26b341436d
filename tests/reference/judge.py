"""One rule, one row: what it finds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from detectors.rules.columns import columns
from detectors.rules.model import Rule
from detectors.rules.parameters import DEFAULT_TIER
from events.finding import finding_id
from events.money import exact
from tests.reference.expression import holds, value_of

Row = Mapping[str, Any]
Found = dict[str, Any]


def judge(rule: Rule, row: Row, shared: Mapping[str, str]) -> list[Found]:
    """What the rule says of this row: an open finding, a retracted one, or nothing. `shared`: types of declared features."""
    types = {name: str(kind) for name, kind in columns(rule).items()} | dict(shared)
    types |= {name: parameter.type for name, parameter in rule.parameters.items()}
    tier = row.get("tier") or DEFAULT_TIER
    given = {**row, **{name: parameter.values()[tier] for name, parameter in rule.parameters.items()}}
    if not holds(rule.where, given, types):
        return []
    found = []
    if holds(rule.when, given, types):
        found.append(_finding(rule, given, types, "open"))
    if rule.retract_when and holds(rule.retract_when, given, types):
        found.append(_finding(rule, given, types, "retracted"))
    return [one for one in found if one["severity"] is not None]


def _finding(rule: Rule, row: Row, types: Mapping[str, str], state: str) -> Found:
    severity = next((level for level, when in rule.severity.items() if holds(when, row, types)), None)
    thresholds = [name for name, one in rule.parameters.items() if one.type != "texts" and name not in rule.evidence]
    keys = [_text(text, row, types) for text in (rule.object, rule.trigger)]
    customer = row["customer_id"] or ""
    return {
        "finding_id": finding_id(rule.id, customer, keys[0], str(keys[1])),
        "rule_id": rule.id,
        "customer_id": customer,
        "object_id": keys[0],
        "severity": severity,
        "state": state,
        "day": row["day"],
        "trigger_id": keys[1],
        "money_at_stake": value_of(rule.money_at_stake, row, types) if rule.money_at_stake else None,
        "evidence": {name: _plain(value_of(name, row, types), types[name]) for name in [*rule.evidence, *thresholds]},
    }


def _text(text: str | None, row: Row, types: Mapping[str, str]) -> str | None:
    parts = [value_of(part.strip(), row, types) for part in text.split("+")] if text else [None]
    return None if None in parts else "/".join(str(part) for part in parts)


def _plain(value: Any, kind: str) -> Any:
    """As the evidence writes it."""
    if value is None:
        return None
    if kind == "money":
        return exact(int(value))
    if kind == "ratio":
        return round(float(value), 6)
    return value.isoformat() if hasattr(value, "isoformat") else int(value) if kind == "count" else value
