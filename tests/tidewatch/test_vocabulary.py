"""The vocabulary page knows every word that a person can meet."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

import pytest

from events.alert import SuppressReason
from events.task import ResultCode

PAGE = (Path(__file__).parents[2] / "docs" / "vocabulary.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("word", [*SuppressReason, *ResultCode], ids=str)
def test_every_closed_word_is_explained(word: StrEnum) -> None:
    assert str(word) in PAGE
