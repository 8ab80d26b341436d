"""A rule's columns, parameters and values as a person reads them: the name in both languages, the value with its unit."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from detectors.rules.columns import columns
from detectors.rules.expression import columns_of, conditions_of
from detectors.rules.frames import Type
from detectors.rules.model import Rule
from detectors.rules.parameters import DEFAULT_TIER
from detectors.rules.ruleset import RuleSet
from detectors.rules.words import write
from events.money import to_minor
from events.yaml_text import read_yaml

KINDS = {Type.DATE: "day", Type.TIME: "text", Type.BOOL: "text", Type.TEXTS: "text"}


@cache
def _labels() -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = read_yaml((Path(__file__).parent / "labels.yaml").read_text("utf-8"))
    return found


def label(name: str) -> dict[str, str]:
    """`label_zh`, `label_en` of a column or parameter; its own name where nobody has given it another."""
    event, _, bare = name.rpartition(".")  # `loan.principal`: of the first event of a sequence
    words = _labels().get(bare, {"zh": bare, "en": bare})
    of = f"{event} · " if event else ""
    return {"label_zh": of + words["zh"], "label_en": of + words["en"]}


def evidence_items(rule: Rule, said: dict[str, Any]) -> list[dict[str, Any]]:
    """A finding's evidence (as `events.finding` carries it), each value with its kind and both writings; thresholds are shown apart."""
    kinds = columns(rule)
    return [
        _item(name, _inside(value, kinds.get(name)), kinds.get(name, Type.TEXT))
        for name, value in said.items()
        if name not in rule.parameters
    ]


def thresholds(rule: Rule, tier: str | None) -> list[dict[str, Any]]:
    """The rule's parameters as they are for a customer of this tier."""
    items = []
    for name, parameter in rule.parameters.items():
        value = parameter.values()[tier or DEFAULT_TIER]
        items.append(_item(name, value, Type(parameter.type)))
    return items


def _item(name: str, value: Any, kind: Type) -> dict[str, Any]:
    shown = "path" if name == "path" else KINDS.get(kind, str(kind))
    said = {"value_zh": write(value, kind, False), "value_en": write(value, kind, True)}
    words = _labels().get(name, {})
    if (word := words.get("values", {}).get(value if isinstance(value, str) else None)) is not None:
        said = {"value_zh": word["zh"], "value_en": word["en"]}
    if (unit := words.get("unit")) is not None and value is not None:
        said = {f"value_{of}": f"{value:g} {unit[of]}" for of in ("zh", "en")}
    if isinstance(value, list):
        said = dict.fromkeys(said, "、".join(str(one) for one in value))
    return {"name": name, **label(name), "kind": shown, "value": value, **said}


def _inside(value: Any, kind: Type | None) -> Any:
    """Evidence carries money as exact text; pages want fen."""
    return to_minor(value.replace(",", "")) if kind is Type.MONEY and isinstance(value, str) else value


def conditions(rules: RuleSet, rule: Rule, row: dict[str, Any] | None) -> list[dict[str, Any]]:
    """Each condition of a rule with the values it names and its thresholds; `holds` None where there is no row to look at."""
    compiled = rules.compiled[rule.id]
    known = columns(rule)
    fits = {name: value for name, value in (row or {}).items() if name in known}
    judged = dict(rules.explain(rule.id, fits)) if row is not None else {}
    levels = {item["name"]: item for item in thresholds(rule, (row or {}).get("tier"))}
    parts = [part for text in (compiled.rule.where, compiled.rule.when) for part in conditions_of(text)]
    return [_condition(part, known, fits, levels, judged.get(part)) for part in parts if part.lower() != "true"]


def _condition(
    part: str, known: dict[str, Type], row: dict[str, Any], levels: dict[str, dict[str, Any]], holds: bool | None
) -> dict[str, Any]:
    names = sorted(columns_of(part))
    values = [_item(name, row.get(name), known[name]) for name in names if name in known]
    limits = [levels[name] for name in names if name in levels]
    said: dict[str, Any] = {"text": part, "holds": holds}
    for of, comma in (("zh", "、"), ("en", ", ")):
        said[f"text_{of}"] = comma.join(one[f"label_{of}"] for one in values) or part
        said[f"value_{of}"] = " · ".join(f"{one[f'label_{of}']} {one[f'value_{of}']}" for one in values)
        said[f"threshold_{of}"] = " · ".join(f"{one[f'label_{of}']} {one[f'value_{of}']}" for one in limits)
    return said
