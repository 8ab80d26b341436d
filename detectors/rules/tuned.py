"""A bank's own thresholds: rules with other values of their parameters."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from detectors.rules.model import Rule
from detectors.rules.places import RuleLoader
from detectors.rules.shape import nearest
from detectors.rules.strict import RuleMistake
from events.yaml_text import place_of, without_aliases


def tune(rules: Mapping[str, Rule], path: Path) -> dict[str, Rule]:
    """Rules with the values of a file: `{OPP-01: {floor: {T1: ¥5m, …}}}`. Raises RuleMistake naming what is not there."""
    said = _read(path)
    tuned = dict(rules)
    for rule_id, values in said.items():
        if rule_id not in rules:
            raise RuleMistake(f"{path.name}: there is no rule {rule_id}{nearest(rule_id, rules)}")
        tuned[rule_id] = with_values(rules[rule_id], values, path.name)
    return tuned


def _read(path: Path) -> dict[str, Any]:
    try:
        said = yaml.load(without_aliases(path.read_text(encoding="utf-8")), RuleLoader) or {}  # a SafeLoader
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise RuleMistake(f"{path.name}: {place_of(error)}") from None
    if not isinstance(said, dict) or not all(isinstance(values, dict) for values in said.values()):
        raise RuleMistake(f"{path.name}: write OPP-01: {{floor: ¥5m}}, a rule's id and its parameters' values")
    return said


def with_values(rule: Rule, values: Mapping[str, Any], source: str) -> Rule:
    """The rule with other values; `source` says who set them. Raises RuleMistake: no such parameter, not a value, out of its limits."""
    parameters = dict(rule.parameters)
    for name, value in values.items():
        if name not in parameters:
            raise RuleMistake(f"{source}: {rule.id} has no parameter {name!r}{nearest(name, parameters)}")
        parameters[name] = parameters[name].model_copy(update={"value": value, "source": source})
        for mistake in parameters[name].mistakes():
            raise RuleMistake(f"{source}: {rule.id}: {name}: {mistake}")
    return rule.model_copy(update={"parameters": parameters})
