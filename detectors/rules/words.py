"""Titles: one sentence with numbers, money and shares written as the bank writes them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from detectors.rules.expression import Names, Wrong
from detectors.rules.frames import Type
from detectors.rules.shape import nearest
from events.money import exact, short_en, short_zh

FIELD = re.compile(r"\{([\w.]+)\}")


class Template:
    """A text with `{column}` places, each written by the column's type."""

    def __init__(self, text: str, names: Names) -> None:
        self.text = text
        self.types = {}
        for name in FIELD.findall(text):
            if name not in names:
                raise Wrong(f"{{{name}}} is not a column or parameter{nearest(name, names)}", name)
            self.types[name] = names[name].type

    def fill(self, values: Mapping[str, Any], english: bool) -> str:
        """The sentence for these values."""
        return FIELD.sub(lambda found: write(values.get(found[1]), self.types[found[1]], english), self.text)


def write(value: Any, kind: Type, english: bool) -> str:
    """One value for people."""
    if value is None:
        return "–"
    if kind is Type.MONEY:
        return short_en(value) if english else short_zh(value)
    if kind is Type.RATIO:
        return f"{value * 100:.1f}".removesuffix(".0") + "%"
    return str(value)


def evidence_value(value: Any, kind: Type) -> Any:
    """One value for the evidence: money exact to the fen as text, ratios rounded to six digits."""
    if value is None:
        return None
    if kind is Type.MONEY:
        return exact(value)
    if kind is Type.RATIO:
        return round(value, 6)
    if isinstance(value, date):
        return value.isoformat()
    return value
