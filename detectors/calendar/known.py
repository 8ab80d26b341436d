"""Which days are business days, and for which years that is certain.

CN: the `chinesecalendar` package (2004 to 2026, 调休 included), then `later_years.yaml`, then plain weekends.
WEEKENDS: Saturdays and Sundays off and nothing else, for a bank elsewhere.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import Any

import numpy as np
from chinese_calendar.constants import holidays, workdays
from numpy.typing import NDArray

from events.yaml_text import read_yaml

EPOCH = date(1970, 1, 1)
FIRST_YEAR, LAST_YEAR = 1970, 2079  # 40,177 days: a table of 160 kB


class Kind(StrEnum):
    """Whose holidays."""

    CN = "CN"
    WEEKENDS = "WEEKENDS"


@cache
def later_years() -> dict[int, dict[str, Any]]:
    """The own file, by year."""
    text = resources.files(__package__).joinpath("later_years.yaml").read_text(encoding="utf-8")
    return {int(year): dict(entry) for year, entry in read_yaml(text).items()}


@cache
def certain_years(kind: Kind) -> frozenset[int]:
    """Years whose business days are announced; in others weekends (and statutory days on file) are off."""
    if kind is Kind.WEEKENDS:
        return frozenset(range(FIRST_YEAR, LAST_YEAR + 1))
    announced = {year for year, entry in later_years().items() if entry["announced"]}
    return frozenset({day.year for day in holidays} | announced)


def business_days(kind: Kind) -> NDArray[np.bool_]:
    """One flag for each day from 1970-01-01 to the end of the last year."""
    days = (date(LAST_YEAR + 1, 1, 1) - EPOCH).days
    weekday = (np.arange(days) + EPOCH.weekday()) % 7
    flags: NDArray[np.bool_] = weekday < 5
    if kind is Kind.CN:
        _set(flags, holidays, False)
        _set(flags, workdays, True)
        for entry in later_years().values():
            _set(flags, entry["holidays"], False)
            _set(flags, entry["working_weekends"], True)
    return flags


def _set(flags: NDArray[np.bool_], days: Any, open_: bool) -> None:
    flags[[(day - EPOCH).days for day in days]] = open_
