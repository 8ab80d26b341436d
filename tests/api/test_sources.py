"""A promise about where an alert's facts come from: every kind of fact that a rule can look at has a name for whose word it is."""

from __future__ import annotations

from api.alerts.service import SOURCES
from detectors.rules.frames import FRAMES


def test_every_kind_of_fact_says_whose_word_it_is() -> None:
    assert set(SOURCES) == set(FRAMES)
    assert all(zh and en for zh, en in SOURCES.values())
