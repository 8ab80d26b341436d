"""The vocabulary page knows every word that a person can meet."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

import pytest

from events.alert import SuppressReason
from events.contract import ContractObject
from events.task import ResultCode

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "vocabulary.md").read_text(encoding="utf-8")
OBJECTS = (ROOT / "web" / "src" / "words.ts").read_text("utf-8").partition("const OBJECTS")[2].partition("\n}")[0]


@pytest.mark.parametrize("word", [*SuppressReason, *ResultCode], ids=str)
def test_every_closed_word_is_explained(word: StrEnum) -> None:
    assert str(word) in PAGE


@pytest.mark.parametrize("thing", ContractObject, ids=str)
def test_every_kind_of_contract_has_a_word_on_the_pages(thing: ContractObject) -> None:
    assert f"  {thing}: [" in OBJECTS
