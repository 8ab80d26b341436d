"""Thresholds: typed, by tier where they differ, within the limits that the rule's author has set."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any, Literal

from detectors.rules.strict import Strict
from events.money import to_minor

TIERS = ("T1", "T2", "T3", "T4")
DEFAULT_TIER = "T4"  # a customer whose tier nobody has stated


def amount(text: object) -> int:
    """Fen of `¥500,000`, `¥20m`, `¥1.5bn` or a plain number of yuan."""
    found = re.fullmatch(r"¥?\s*([\d,.]+)\s*(k|m|bn|万|亿)?", str(text).strip())
    if not found:
        raise ValueError(f"{text!r} is not an amount: write ¥500,000 or ¥20m")
    scale = {None: 1, "k": 10**3, "m": 10**6, "bn": 10**9, "万": 10**4, "亿": 10**8}[found[2]]
    return to_minor(found[1].replace(",", "")) * scale


def _ratio(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(f"{value!r} is not a ratio: write 0.25 for a quarter")
    return float(value)


def _count(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise ValueError(f"{value!r} is not a count: write a whole number")
    return value


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError(f"{value!r} is not a text: write it in quotes")
    return value


def _texts(value: object) -> list[str]:
    if not isinstance(value, list):
        raise ValueError(f"{value!r} is not a list of texts: write [one, another]")
    return [_text(one) for one in value]


READERS: dict[str, Callable[[object], Any]] = {
    "money": amount,
    "ratio": _ratio,
    "count": _count,
    "text": _text,
    "texts": _texts,
}


class Parameter(Strict):
    """A threshold. `value` may differ by tier: {T1: …, T2: …, T3: …, T4: …}, and so may the limits within which a bank may set it."""

    type: Literal["money", "ratio", "count", "text", "texts"]
    value: Any
    at_least: Any = None
    at_most: Any = None
    source: str = "GK"

    def values(self) -> dict[str, Any]:
        """The value for each tier, in inside units. Raises ValueError."""
        return self._by_tier(self.value)

    def mistakes(self) -> Iterator[str]:
        """What is wrong with its value, in sentences."""
        try:
            values = self.values()
            low, high = (self._by_tier(limit) if limit is not None else {} for limit in (self.at_least, self.at_most))
        except ValueError as error:
            yield str(error)
            return
        for tier, value in values.items():
            if tier in low and value < low[tier]:
                yield f"{self._written(self.value, tier)} for {tier} is below its floor of {self._written(self.at_least, tier)}"
            if tier in high and value > high[tier]:
                yield f"{self._written(self.value, tier)} for {tier} is above its ceiling of {self._written(self.at_most, tier)}"
        if self.type == "money":
            yield from self._rising(values)

    def _rising(self, values: dict[str, int]) -> Iterator[str]:
        for larger, smaller in pairwise(TIERS):
            if values[smaller] > values[larger]:
                yield (
                    f"{self._written(self.value, smaller)} for {smaller} is more than {self._written(self.value, larger)} for {larger}: "
                    "T1 are the largest customers, so amounts fall from T1 to T4"
                )

    def _by_tier(self, value: Any) -> dict[str, Any]:
        by_tier = value if isinstance(value, dict) else dict.fromkeys(TIERS, value)
        if set(by_tier) != set(TIERS):
            raise ValueError(
                f"a value by tier names {', '.join(TIERS)}, not {', '.join(map(str, by_tier)) or 'nothing'}"
            )
        return {tier: READERS[self.type](by_tier[tier]) for tier in TIERS}

    @staticmethod
    def _written(value: Any, tier: str) -> Any:
        return value[tier] if isinstance(value, dict) else value
