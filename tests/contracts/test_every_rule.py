"""Every rule in the catalogue keeps the house's promises; a new one is covered the day it is added."""

from __future__ import annotations

import pytest

from detectors.rules import CATALOGUE, Rule, RuleSet
from detectors.rules.examples import mistake

RULES = RuleSet.load()
FIRST_RELEASE = "OPP-01 OPP-02 OPP-03 OPP-05 OPP-07 OPP-17 OUT-01 OUT-02 OUT-04 OUT-05 OUT-06 OUT-08 MAT-01 MAT-03 MAT-04 MAT-05 RSK-04 RSK-21 RSK-30 SVC-09 SVC-15"
EXAMPLES = [(rule, example.name) for rule in RULES.rules.values() for example in rule.examples]
DEPOSIT_AS_CONDITION = ("须存", "必须存", "存款作为", "以贷转存")


@pytest.mark.parametrize(("rule", "name"), EXAMPLES, ids=lambda value: value.id if isinstance(value, Rule) else value)
def test_the_example_holds(rule: Rule, name: str) -> None:
    example = next(e for e in rule.examples if e.name == name)
    assert mistake(RULES, RULES.compiled[rule.id], example) is None


@pytest.mark.parametrize("rule", RULES.rules.values(), ids=lambda rule: rule.id)
def test_the_rule_is_whole(rule: Rule) -> None:
    assert list(CATALOGUE.glob(f"{rule.file_stem}_*.yaml"))
    assert any(isinstance(e.then, dict) for e in rule.examples)
    assert any(e.then in ("none", "retracted") for e in rule.examples)
    assert rule.title.zh
    assert rule.title.en
    assert rule.source


@pytest.mark.parametrize("rule", RULES.rules.values(), ids=lambda rule: rule.id)
def test_no_text_makes_a_deposit_the_condition_of_a_loan(rule: Rule) -> None:
    said = f"{rule.task.zh} {rule.task.script or ''}"
    assert not any(word in said for word in DEPOSIT_AS_CONDITION)


def test_the_first_release_is_all_there() -> None:
    assert set(RULES.rules) >= set(FIRST_RELEASE.split())
