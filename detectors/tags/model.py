"""A tag's file: a YAML comment that says what it is, and one SELECT of a fixed form that says what it is worth.

    SELECT
        customer_id,
        … AS value,
        … AS evidence
    FROM source [JOIN source USING (customer_id)]

A source is a file of ../sources: one row a customer. The form is fixed so that tags of the same sources can be asked in one query.
"""

from __future__ import annotations

import re
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from events.money import short_en, short_zh
from events.yaml_text import read_yaml

CATALOGUE = Path(__file__).parent / "catalogue"
FORM = re.compile(
    r"\s*/\*(?P<head>.*?)\*/\s*(?:--[^\n]*\n)*\s*SELECT\s+customer_id,\s+(?P<value>.+?)\s+AS value,"
    r"\s+(?P<evidence>.+?)\s+AS evidence\s+FROM\s+(?P<source>.+?)\s*",
    re.DOTALL,
)


class TagMistake(ValueError):
    """A tag's file is wrong; the sentence says which and how."""


class Kind(StrEnum):
    """What a tag's value is. The value is text; "" says that the tag does not hold."""

    BOOL = "bool"
    ENUM = "enum"
    MONEY = "money"
    RATIO = "ratio"
    COUNT = "count"
    DAY = "day"
    TEXT = "text"


class Name(BaseModel):
    """A name in both languages."""

    model_config = ConfigDict(extra="forbid")

    zh: str
    en: str


class Example(BaseModel):
    """Fact rows by table, and the value they give. `@` in a text is the customer; a number in a day column counts from the day."""

    model_config = ConfigDict(extra="forbid")

    given: dict[str, list[dict[str, Any]]]
    value: str


class Tag(BaseModel):
    """One tag."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    version: int
    name: Name
    family: Literal["basic", "value", "life", "activity", "product", "settlement", "risk", "relation"]
    kind: Kind
    refresh: Literal["stream", "day"]
    audience: Literal["normal", "risk"] = "normal"
    words: dict[str, tuple[str, str]] = {}
    examples: tuple[Example, ...]
    value: str
    evidence: str
    source: str

    def written(self, value: str) -> tuple[str, str]:
        """The value for people: (Chinese, English)."""
        if self.kind is Kind.BOOL:
            return ("是", "yes") if value else ("否", "no")
        if self.kind is Kind.MONEY and value:
            return short_zh(int(value)), short_en(int(value))
        if self.kind is Kind.RATIO and value:
            share = f"{float(value) * 100:.1f}".removesuffix(".0") + "%"
            return share, share
        return self.words.get(value, (value, value))


def read_tag(path: Path) -> Tag:
    """A tag from its file. Raises TagMistake."""
    found = FORM.fullmatch(path.read_text(encoding="utf-8"))
    if found is None:
        raise TagMistake(f"{path.name}: write /* YAML */ and SELECT customer_id, … AS value, … AS evidence FROM source")
    parts = found.groupdict()
    try:
        tag = Tag.model_validate({**(read_yaml(parts.pop("head")) or {}), **parts})
    except (yaml.YAMLError, ValidationError, TypeError) as error:
        raise TagMistake(f"{path.name}: {error}") from None
    if not path.stem.startswith(f"{tag.id.lower()}_"):
        raise TagMistake(f"{path.name}: the file of tag {tag.id} is named {tag.id.lower()}_name.sql")
    return tag


@cache
def read_catalogue(folder: Path = CATALOGUE) -> dict[str, Tag]:
    """Every tag of a folder by id. Raises TagMistake."""
    return {tag.id: tag for tag in map(read_tag, sorted(folder.glob("*.sql")))}
