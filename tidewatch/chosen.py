"""Which rules a command is about: named by id, by file or by folder, some of their parameters set on the command line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import yaml

from detectors.calendar import Calendar
from detectors.rules import CATALOGUE, Rule, RuleMistake, RuleSet
from detectors.rules.columns import features_of
from detectors.rules.lint import lint
from detectors.rules.parameters import TIERS
from detectors.rules.places import RuleLoader
from detectors.rules.reading import read_rule
from detectors.rules.shape import nearest
from detectors.rules.tuned import with_values
from events.yaml_text import without_aliases

Rules = dict[str, Rule]
COMMAND_LINE = "--set"


def in_force(folder: Path = CATALOGUE, parameters: Path | None = None, calendar: Calendar | None = None) -> Rules:
    """The rules of a folder, with a bank's own thresholds."""
    if not folder.is_dir():
        raise ValueError(f"--rules {folder} is no folder" if folder.exists() else f"--rules {folder} is not there")
    return RuleSet.load(folder, calendar, parameters).rules


def chosen(what: str, beside: Mapping[str, Rule]) -> tuple[Rules, frozenset[str]]:
    """All rules as they are with `what`, and the ids that it names: a rule's id, a file (in the place of the rule of its id), or a folder (in the
    place of all). Raises RuleMistake when a file has mistakes, ValueError when there is nothing of that name."""
    path = Path(what)
    if what in beside:
        return dict(beside), frozenset((what,))
    if not path.exists():
        raise ValueError(f"{what!r} is neither a rule's id nor a file or folder{nearest(what, beside)}")
    own = _read(path, beside)
    return (own if path.is_dir() else {**beside, **own}), frozenset(own)


def _read(path: Path, beside: Mapping[str, Rule]) -> Rules:
    others = {} if path.is_dir() else {name: kind for one in beside.values() for name, kind in features_of(one).items()}
    mistakes = lint(path, others)
    if mistakes:
        raise RuleMistake("\n".join([f"{path} cannot be used:", *map(str, mistakes)]))
    files = [path] if path.is_file() else sorted(path.glob("*.yaml"))
    return {rule.id: rule for rule in map(read_rule, files)}


def with_settings(rules: Rules, asked: Iterable[str], settings: Iterable[str]) -> Rules:
    """The rules with values of the form `minimum=¥1m`, `floor.T1=¥30m` or `OPP-01.floor=…`; without a rule's id it is that of the only one asked for.
    Raises ValueError or RuleMistake."""
    names, found = sorted(asked), dict(rules)
    for said in settings:
        rule, parameter, tier, value = _parsed(said, names)
        if rule not in found:
            raise ValueError(f"{COMMAND_LINE} {said}: there is no rule {rule}{nearest(rule, found)}")
        found[rule] = with_values(found[rule], {parameter: _value(found[rule], parameter, tier, value)}, COMMAND_LINE)
    return found


def _parsed(said: str, asked: list[str]) -> tuple[str, str, str | None, Any]:
    key, equals, text = said.partition("=")
    parts = key.split(".")
    tier = parts.pop() if parts[-1] in TIERS else None
    if not equals or not key or len(parts) > 2:
        raise ValueError(f"{COMMAND_LINE} {said}: write PARAMETER=VALUE, RULE.PARAMETER=VALUE or PARAMETER.T1=VALUE")
    if len(parts) == 1 and len(asked) != 1:
        raise ValueError(f"{COMMAND_LINE} {said}: say of which rule: {asked[0] if asked else 'RULE'}.{key}=…")
    rule = parts[0] if len(parts) == 2 else asked[0]
    try:
        return rule, parts[-1], tier, yaml.load(without_aliases(text), RuleLoader)  # a SafeLoader
    except yaml.YAMLError:
        raise ValueError(f"{COMMAND_LINE} {said}: {text!r} is not a value: write ¥500,000, 0.3 or 10") from None


def _value(rule: Rule, parameter: str, tier: str | None, value: Any) -> Any:
    """A value of one tier beside those of the others."""
    known = rule.parameters.get(parameter)
    if tier is None or known is None:
        return value
    others = known.value if isinstance(known.value, dict) else dict.fromkeys(TIERS, known.value)
    return {**others, tier: value}
