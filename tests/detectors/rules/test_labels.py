"""Promises of labels: what a person reads has words in both languages, codes of the engine included."""

from __future__ import annotations

import pytest

from detectors.rules import RuleSet
from detectors.rules.labels import evidence_items, thresholds


@pytest.mark.parametrize(
    ("code", "zh", "en"), [("LIFO", "后进先出", "last in first out"), ("PRORATA", "按比例", "pro rata")]
)
def test_a_code_is_read_as_words(code: str, zh: str, en: str) -> None:
    (item,) = evidence_items(RuleSet.load().rules["OUT-01"], {"trace_method": code})
    assert (item["value"], item["value_zh"], item["value_en"]) == (code, zh, en)


def test_a_multiple_is_read_as_so_many_times_and_a_share_as_a_share() -> None:
    rules = RuleSet.load().rules
    said = {one["name"]: (one["value_zh"], one["value_en"]) for one in thresholds(rules["OPP-01"], "T3")}
    assert (said["times_p95"], said["share_of_average"]) == (("3 倍", "3 ×"), ("30%", "30%"))
