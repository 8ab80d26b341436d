"""Promises of labels: what a person reads has words in both languages, codes of the engine included."""

from __future__ import annotations

import pytest

from detectors.rules import CATALOGUE, RuleSet
from detectors.rules.expression import columns_of, conditions_of
from detectors.rules.labels import evidence_items, label, thresholds
from events.yaml_text import read_yaml

RULES = RuleSet.load()
LABELS = read_yaml((CATALOGUE.parent / "labels.yaml").read_text("utf-8"))


@pytest.mark.parametrize(
    ("code", "zh", "en"),
    [
        ("LIFO", "后进先出", "last in first out"),
        ("PRORATA", "按比例", "pro rata"),
        ("RETURN", "部分退回后余额", "what is left after a return"),
    ],
)
def test_a_code_is_read_as_words(code: str, zh: str, en: str) -> None:
    (item,) = evidence_items(RuleSet.load().rules["OUT-01"], {"trace_method": code})
    assert (item["value"], item["value_zh"], item["value_en"]) == (code, zh, en)


def test_a_multiple_is_read_as_so_many_times_and_a_share_as_a_share() -> None:
    rules = RuleSet.load().rules
    said = {one["name"]: (one["value_zh"], one["value_en"]) for one in thresholds(rules["OPP-01"], "T3")}
    assert (said["times_p95"], said["share_of_average"]) == (("3 倍", "3 ×"), ("30%", "30%"))


@pytest.mark.parametrize("rule", RULES.rules)
def test_all_that_a_rule_shows_has_a_name_in_both_languages(rule: str) -> None:
    said = RULES.compiled[rule].rule
    named = {name for text in (said.where, said.when) for part in conditions_of(text) for name in columns_of(part)}
    shown = {*said.evidence, *said.parameters, *named}
    bare = [name for name in shown if label(name)["label_zh"].rpartition(" · ")[2] == name.rpartition(".")[2]]
    assert bare == []


def test_no_word_is_cut_at_a_comma() -> None:
    assert {name: said for name, said in LABELS.items() if set(said) - {"zh", "en", "unit", "values"}} == {}
