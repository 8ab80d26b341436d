"""CNY mid rates by day, for entries whose source has not converted them."""

from __future__ import annotations

from bisect import bisect_right, insort
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import polars as pl

from events.money import LIMIT, minor_units


class Rates:
    """Mid rates: how many CNY one unit of a currency is worth, in force until the next one."""

    def __init__(self) -> None:
        self._rates: dict[str, list[tuple[date, Decimal]]] = {}

    def learn(self, ccy: str, day: date, rate: float) -> None:
        """The mid rate of a currency from a day on."""
        known = self._rates.setdefault(ccy, [])
        known[:] = [one for one in known if one[0] != day]
        insort(known, (day, Decimal(str(rate))))

    def column(self, minor: pl.Series, ccy: pl.Series, days: pl.Series) -> pl.Series:
        """`to_fen` of each; null where there is no amount, too."""
        stated = zip(minor.to_list(), ccy.to_list(), days.to_list(), strict=True)
        fen = [None if amount is None else self.to_fen(amount, *rest) for amount, *rest in stated]
        return pl.Series(minor.name, fen, dtype=pl.Int64)

    def to_fen(self, minor: int, ccy: str, day: date) -> int | None:
        """CNY fen of an amount in minor units, half a fen up; None while no rate is known on or before the day, and for more than money can be."""
        known = self._rates.get(ccy, [])
        at = bisect_right(known, day, key=lambda one: one[0])
        if at == 0:
            return None
        yuan = Decimal(minor).scaleb(-minor_units(ccy)) * known[at - 1][1]
        return int((yuan * 100).quantize(Decimal(1), ROUND_HALF_UP)) if abs(yuan) * 100 < LIMIT else None
