"""Small charts for a terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

EIGHTHS = " ▏▎▍▌▋▊▉█"
LEVELS = "▁▂▃▄▅▆▇█"
MOST_BARS = 24


def bar(value: float, largest: float, width: int = 40) -> str:
    """A bar as long as its share of the largest, in eighths of a letter; something is never nothing."""
    eighths = max(round(value / largest * width * 8), 1) if largest and value else 0
    return "█" * (eighths // 8) + EIGHTHS[eighths % 8].strip()


def line(values: Sequence[float]) -> str:
    """One letter for each value, the largest the highest; nothing is a dot."""
    largest = max(values, default=0)
    return "".join(LEVELS[round(value / largest * (len(LEVELS) - 1))] if value else "·" for value in values)


def by_period(days: Mapping[str, int], first: date, last: date, most: int = MOST_BARS) -> dict[str, int]:
    """Counts by day, or by week or month when there are too many days to be looked at; empty periods are there too."""
    every = [first + timedelta(days=i) for i in range((last - first).days + 1)]
    for name in (_day, _week, _month):
        found = Counter(dict.fromkeys(map(name, every), 0))
        found.update(_named(days, name))
        if len(found) <= most or name is _month:
            break
    return dict(found)


def _named(days: Mapping[str, int], name: object) -> Iterable[str]:
    assert callable(name)
    for day, count in days.items():
        yield from [name(date.fromisoformat(day))] * count


def _day(day: date) -> str:
    return day.isoformat()


def _week(day: date) -> str:
    return f"week of {day - timedelta(days=day.weekday())}"


def _month(day: date) -> str:
    return f"{day:%Y-%m}"
