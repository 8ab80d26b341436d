"""`tidewatch rules lint`: mistakes in rule files as sentences that say what is wrong, where, and what would be right."""

from __future__ import annotations

from pathlib import Path

from detectors.rules.compiled import compile_rule, features_of, stream_features
from detectors.rules.examples import run_examples
from detectors.rules.model import Rule, RuleMistake, read_rule
from detectors.rules.ruleset import RuleSet

DAILY = ("day", "counterparty", "feed")  # frames whose rows state again each day what may have been so the day before


def lint(folder: Path) -> list[str]:
    """Every mistake in a folder of rules; an empty list when there is none."""
    mistakes: list[str] = []
    rules: dict[str, Rule] = {}
    for path in sorted(folder.glob("*.yaml")):
        try:
            rule = read_rule(path)
        except RuleMistake as mistake:
            mistakes.append(str(mistake))
            continue
        if rule.id in rules:
            mistakes.append(f"{path.name}: rule {rule.id} is there twice: give this one a new id")
        rules.setdefault(rule.id, rule)
        mistakes += [f"{path.name}: {said}" for said in _of_rule(rule)]
    if not mistakes:
        mistakes += [f"{failure}" for failure in run_examples(RuleSet(rules.values()))["failures"]]
    return mistakes


def _of_rule(rule: Rule) -> list[str]:
    said = [mistake for feature, _ in stream_features(rule) if (mistake := feature.mistake())]
    if rule.on in ("absence", "sequence") and not (rule.within and rule.after):
        said.append(f"{rule.id}: on: {rule.on} needs after and within")
    if rule.on in DAILY and rule.lasting is None:
        said.append(
            f"{rule.id}: on: {rule.on} is judged every day: say lasting: {{because: …}}, or it says the same again daily"
        )
    if not any(isinstance(example.then, dict) for example in rule.examples):
        said.append(f"{rule.id}: has no example that fires")
    if not any(example.then in ("none", "retracted") for example in rule.examples):
        said.append(f"{rule.id}: has no example that stays silent")
    try:
        compile_rule(rule, features_of(rule))
    except RuleMistake as mistake:
        said.append(str(mistake))
    return said
