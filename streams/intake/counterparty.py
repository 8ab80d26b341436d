"""Who the other side of an entry is: one of our names, and what kind of party, from its name (DOMAIN §0.2, S18).

Each distinct name is worked on once: normalising and classifying take tens of microseconds, a look-up a tenth of one.
"""

from __future__ import annotations

import re
from functools import cache
from importlib import resources
from typing import Any

import numpy as np
import polars as pl

from events.names import normalise
from events.yaml_text import read_yaml
from streams.intake.banks import names as bank_names
from streams.intake.pool import Codes, Pool, remembered

KINDS = (
    "unknown", "company", "person", "tax", "treasury", "securities", "real_estate", "payment", "utility", "microloan", "fund",
    "own_bank",
)  # fmt: skip
KIND = {kind: code for code, kind in enumerate(KINDS)}
KIND_TEXTS = pl.Series(KINDS)

SURNAMES = (  # common surnames; a short name that begins otherwise stays `unknown`
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金"
    "石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章"
    "鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳欧阳管柴蒙鲍华喻祁蒲房滕屈饶解"
)
PERSON = re.compile(rf"[{SURNAMES}][\u4e00-\u9fff*]{{1,3}}")
FOREIGN_COMPANY = re.compile(r"(LTD|LIMITED|INC|LLC|GMBH|CORP|CORPORATION|PLC|SRO|SPA|PTE)$")
REMEMBERED = 500_000  # names; ~150 B each


@cache
def default_classes() -> tuple[tuple[int, re.Pattern[str], re.Pattern[str] | None], ...]:
    """counterparty_classes.yaml: (kind, what matches, what does not)."""
    text = resources.files(__package__).joinpath("counterparty_classes.yaml").read_text(encoding="utf-8")
    entries: list[dict[str, Any]] = read_yaml(text)
    return tuple(
        (KIND[e["kind"]], re.compile(e["match"]), re.compile(e["not"]) if "not" in e else None) for e in entries
    )


def industry_kind(industry: str | None) -> int:
    """The kind that an industry code (GB/T 4754) makes of a customer of ours, 0 for none in particular. 7020 is no 7010."""
    digits = (industry or "").lstrip("ABCDEFGHIJKLMNOPQRST")
    for prefix, kind in (
        ("7010", "real_estate"),
        ("67", "securities"),
        ("6633", "microloan"),
        ("44", "utility"),
        ("46", "utility"),
    ):
        if digits.startswith(prefix):
            return KIND[kind]
    return 0


class Counterparties:
    """Counterparty names, classified. `own` holds the normalised names of our customers."""

    def __init__(self, own: Pool) -> None:
        self._own = own
        self._keywords: dict[str, int] = {}
        self._accounts: dict[str, int] = {}
        self._banks: dict[str, int] = {}
        self._bank_names: tuple[str, ...] = ()
        self._kinds: dict[str, int] = {}
        self._facts: dict[str | None, int] = {None: 0}
        self._owners: dict[str | None, int] = {None: 0}
        self._own_then = 0

    def learn(self, code: str, kind: str) -> None:
        """A row of the class table: a bank number (12 digits), an account (other digits) or a word in the name is of that kind."""
        table = self._keywords if not code.isdigit() else self._banks if len(code) == 12 else self._accounts
        table[normalise(code) if table is self._keywords else code] = KIND[kind]
        self._forget()

    def learn_own_banks(self, entities: frozenset[str]) -> None:
        """What we are called ourselves."""
        names = tuple(normalise(name) for name in bank_names(entities))
        if names != self._bank_names:
            self._bank_names = names
            self._forget()

    def facts(self, column: pl.Series) -> tuple[Codes, Codes]:
        """For each counterparty name: its number among our customers' names (0 if none), and its kind."""
        if self._own_then != len(self._own) or len(self._facts) > REMEMBERED:
            self._facts, self._own_then = {None: 0}, len(self._own)
        packed = remembered(column, self._facts, self._fact)
        return packed >> 4, packed & 15

    def by_number(self, accounts: pl.Series, banks: pl.Series) -> Codes:
        """The kind that the account or the bank number alone gives, 0 for none."""
        kinds = np.zeros(len(accounts), np.int64)
        for table, column in ((self._banks, banks), (self._accounts, accounts)):
            if table:
                found = np.fromiter([table.get(text, 0) for text in column.to_list()], np.int64, len(column))
                kinds = np.where(found > 0, found, kinds)
        return kinds

    def owners(self, column: pl.Series) -> Codes:
        """For each account owner as a record states it: the number of the name, taken in if new."""
        if len(self._owners) > REMEMBERED:
            self._owners = {None: 0}
        return remembered(column, self._owners, lambda name: self._own.add(normalise(name)))

    def kind(self, name: str) -> str:
        """The kind of one name."""
        return KINDS[self._kind(normalise(name))]

    def _fact(self, name: str) -> int:
        clean = normalise(name)
        return self._own.code(clean) * 16 + self._kind(clean)

    def _kind(self, clean: str) -> int:
        if clean not in self._kinds:
            if len(self._kinds) > REMEMBERED:
                self._kinds.clear()
            self._kinds[clean] = self._classify(clean)
        return self._kinds[clean]

    def _classify(self, clean: str) -> int:
        if self._bank_names and clean.startswith(self._bank_names):
            return KIND["own_bank"]
        for word, kind in self._keywords.items():
            if word in clean:
                return kind
        for kind, match, unless in default_classes():
            if match.search(clean) and not (unless and unless.search(clean)):
                return kind
        if FOREIGN_COMPANY.search(clean):
            return KIND["company"]
        return KIND["person"] if PERSON.fullmatch(clean) else KIND["unknown"]

    def _forget(self) -> None:
        self._kinds.clear()
        self._facts = {None: 0}
