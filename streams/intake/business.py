"""What an entry is: transfer, drawdown, payroll, tax, … from its bank transaction code, purpose, core code and words.

The tables are in business.yaml. Each combination of codes is worked on once.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any

import numpy as np
import polars as pl

from events.yaml_text import read_yaml
from streams.intake.pool import Codes, Flags, remembered

BUSINESSES = (
    "transfer", "drawdown", "repayment", "payroll", "tax", "sweep", "fx", "deposit_place", "deposit_redeem", "wealth_buy",
    "wealth_redeem", "cash", "fee", "interest", "bill", "trade", "guarantee", "returned", "margin",
)  # fmt: skip
BUSINESS = {name: code for code, name in enumerate(BUSINESSES)}
BUSINESS_TEXTS = pl.Series(BUSINESSES)
UNTOLD = -1  # no code, no purpose: its words decide

REMEMBERED = 200_000  # combinations of codes, and remittances without codes
COMBINATION = ("tx_domain", "tx_family", "tx_subfamily", "purpose_cd", "tx_prtry")
_CODES = pl.concat_str([pl.col(name).fill_null("") for name in COMBINATION], separator="|")


@dataclass(frozen=True)
class Tables:
    """business.yaml, ready to use."""

    codes: tuple[tuple[re.Pattern[str], int], ...]
    purposes: dict[str, int]
    proprietary: dict[str, int]
    words: tuple[tuple[re.Pattern[str], int], ...]
    operating_in: Flags  # by business number
    operating_out: Flags
    cross_border: tuple[str, ...]

    @classmethod
    def of(cls, data: dict[str, Any]) -> Tables:
        """From the YAML's content; raises KeyError naming a business that does not exist."""
        return cls(
            tuple((re.compile(code.replace("*", "[^/]*")), BUSINESS[name]) for code, name in data["codes"]),
            {code: BUSINESS[name] for code, name in data["purposes"].items()},
            {code: BUSINESS[name] for code, name in data["proprietary"].items()},
            tuple((re.compile(words), BUSINESS[name]) for words, name in data["words"]),
            np.isin(BUSINESSES, data["operating_in"]),
            np.isin(BUSINESSES, data["operating_out"]),
            tuple(data["cross_border_subfamilies"]),
        )


@cache
def default_tables() -> Tables:
    """The tables that come with the product."""
    return Tables.of(read_yaml(resources.files(__package__).joinpath("business.yaml").read_text(encoding="utf-8")))


def _no_words() -> dict[str | None, int]:
    return {None: BUSINESS["transfer"]}


@dataclass
class Businesses:
    """Classifies entries; remembers what it has classified."""

    tables: Tables = field(default_factory=default_tables)
    _combinations: dict[str | None, int] = field(default_factory=dict)
    _texts: dict[str | None, int] = field(default_factory=_no_words)

    def look_up(self, frame: pl.DataFrame) -> Codes:
        """The number of each entry's business."""
        told = self._by_codes(frame)
        untold = np.flatnonzero(told == UNTOLD)
        if len(untold):
            told[untold] = self._by_words(frame, untold)
        return told

    def _by_codes(self, frame: pl.DataFrame) -> Codes:
        keys = frame.select_seq(_CODES).to_series()
        if len(self._combinations) > REMEMBERED:
            self._combinations.clear()
        return remembered(keys, self._combinations, self._combine)

    def _combine(self, key: str) -> int:
        domain, family, subfamily, purpose, proprietary = key.split("|", 4)
        told = UNTOLD
        if domain or subfamily:
            code = f"{domain}/{family}/{subfamily}"
            told = next((business for match, business in self.tables.codes if match.fullmatch(code)), UNTOLD)
        if told in (UNTOLD, BUSINESS["transfer"]):
            told = self.tables.purposes.get(purpose, told)
        return self.tables.proprietary.get(proprietary, told) if told == UNTOLD else told

    def _by_words(self, frame: pl.DataFrame, rows: Codes) -> Codes:
        part = frame.select_seq("remittance", "loan_note_id", "cdt_dbt")[rows]
        if len(self._texts) > REMEMBERED:
            self._texts = _no_words()
        words = remembered(part["remittance"], self._texts, self._word)
        credit = (part["cdt_dbt"] == "CRDT").to_numpy()
        loan = np.where(credit, BUSINESS["drawdown"], BUSINESS["repayment"])  # 借据号 without any code
        return np.where(part["loan_note_id"].is_not_null().to_numpy(), loan, words)

    def _word(self, text: str) -> int:
        return next((business for words, business in self.tables.words if words.search(text)), BUSINESS["transfer"])
