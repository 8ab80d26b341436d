"""Promises of labels: what a person reads has words in both languages, codes of the engine included."""

from __future__ import annotations

import pytest

from detectors.rules import RuleSet
from detectors.rules.labels import evidence_items


@pytest.mark.parametrize(
    ("code", "zh", "en"), [("LIFO", "后进先出", "last in first out"), ("PRORATA", "按比例", "pro rata")]
)
def test_a_code_is_read_as_words(code: str, zh: str, en: str) -> None:
    (item,) = evidence_items(RuleSet.load().rules["OUT-01"], {"trace_method": code})
    assert (item["value"], item["value_zh"], item["value_en"]) == (code, zh, en)
