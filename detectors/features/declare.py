"""Stream features are declared, not coded: what has happened up to this record (DESIGN §2.2)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum

RING_DAYS = 32  # daily cells in a customer's row: windows up to 31 calendar days
MAX_WINDOW_DAYS = 31
MAX_BUSINESS_DAYS = 15  # 15 business days around a golden week span at most 28 calendar days


class Agg(IntEnum):
    """What is kept."""

    SUM = 0
    COUNT = 1
    MAX = 2
    GAP = 3  # days since the last matching record before this day; −1 when there was none
    FIRST = 4  # 1 when no matching record came before


@dataclass(frozen=True)
class Feature:
    """One feature of the customer (or of customer and counterparty), the record itself included.

    `value` and `where` name columns of the observed frame: an Int64 column (fen, or any whole number) and a Boolean one. `over`: "7d" calendar
    days, "10bd" business days, both counted with the record's own day; "60min", by counterparty only; "ever" for GAP and FIRST.
    """

    name: str
    agg: Agg
    over: str
    where: str = ""
    value: str = ""
    by: str = "customer"

    @property
    def days(self) -> int:
        """The window in calendar days, 0 when it is not in calendar days."""
        found = re.fullmatch(r"(\d+)d", self.over)
        return int(found[1]) if found else 0

    @property
    def business_days(self) -> int:
        """The window in business days, 0 when it is not in business days."""
        found = re.fullmatch(r"(\d+)bd", self.over)
        return int(found[1]) if found else 0

    @property
    def minutes(self) -> int:
        """The window in minutes, 0 when it is not in minutes."""
        found = re.fullmatch(r"(\d+)min", self.over)
        return int(found[1]) if found else 0

    def mistake(self) -> str | None:
        """What is wrong with the declaration, in a sentence; None when nothing is."""
        if self.by == "counterparty" and not 0 < self.minutes <= 60:
            return f"{self.name}: by counterparty, windows are up to 60min, not {self.over}"
        if self.by == "customer" and self.minutes:
            return f"{self.name}: windows in minutes are kept by counterparty only"
        if self.agg in (Agg.GAP, Agg.FIRST):
            return (
                None
                if self.over == "ever"
                else f"{self.name}: gap and first_seen look back over all time: write over: ever"
            )
        if self.days > MAX_WINDOW_DAYS or self.business_days > MAX_BUSINESS_DAYS:
            return (
                f"{self.name}: {self.over} is longer than the kept history of {MAX_WINDOW_DAYS}d or {MAX_BUSINESS_DAYS}bd; "
                "a longer window is a profile feature"
            )
        if not (self.days or self.business_days or self.minutes):
            return f"{self.name}: {self.over!r} is not a window: write 7d, 10bd, 60min or ever"
        return None
