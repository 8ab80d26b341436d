"""Which legal entity a bank code belongs to (DOMAIN §0.1.9).

A CNAPS number is bank class (3), city (4), branch (4), check (1). A class names one bank only for the large banks; 313, 314, 402 and
others hold hundreds. So: the table first (reference records), then the class where it is one bank, else the entity is unknown.
"""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from streams.intake.pool import Codes, Pool, remembered

ONE_BANK_CLASSES = {
    "102": "中国工商银行股份有限公司",
    "103": "中国农业银行股份有限公司",
    "104": "中国银行股份有限公司",
    "105": "中国建设银行股份有限公司",
    "201": "国家开发银行",
    "202": "中国进出口银行",
    "203": "中国农业发展银行",
    "301": "交通银行股份有限公司",
    "302": "中信银行股份有限公司",
    "303": "中国光大银行股份有限公司",
    "304": "华夏银行股份有限公司",
    "305": "中国民生银行股份有限公司",
    "306": "广发银行股份有限公司",
    "307": "平安银行股份有限公司",
    "308": "招商银行股份有限公司",
    "309": "兴业银行股份有限公司",
    "310": "上海浦东发展银行股份有限公司",
    "315": "恒丰银行股份有限公司",
    "316": "浙商银行股份有限公司",
    "318": "渤海银行股份有限公司",
    "403": "中国邮政储蓄银行股份有限公司",
}
TREASURY_CLASSES = ("001", "011")  # the central bank, the State Treasury

KEPT_AT_MOST = 200_000  # bank codes remembered; the public directory has about 150,000


class Banks:
    """Bank codes with their legal entities, the own ones among them."""

    def __init__(self) -> None:
        self.entities = Pool()
        self._table: dict[str, str] = {}
        self._own: set[str] = set()
        self._cache: dict[str | None, int] = {None: 0}

    def learn(self, code: str, entity: str | None, own: bool = False) -> None:
        """A row of the table: this bank code belongs to that legal entity."""
        self._table[code] = entity or code
        if own:
            self._own.add(self._table[code])
        self._cache = {None: 0}

    @property
    def own(self) -> frozenset[str]:
        """The legal entities that are us."""
        return frozenset(self._own)

    def look_up(self, codes: pl.Series) -> Codes:
        """For each bank code: entity number × 4 + is own × 2 + is a treasury; the entity is 0 where it is unknown."""
        if len(self._cache) > KEPT_AT_MOST:
            self._cache = {None: 0}
        return remembered(codes, self._cache, self._resolve)

    def entity(self, code: str) -> str | None:
        """The legal entity of one bank code, None if it cannot be told."""
        return self._table.get(code) or ONE_BANK_CLASSES.get(code[:3] if _is_cnaps(code) else "")

    def own_code(self) -> int:
        """The number of the own legal entity, 0 while none is known."""
        return self.entities.add(min(self._own)) if self._own else 0

    def _resolve(self, code: str) -> int:
        entity = self.entity(code)
        treasury = _is_cnaps(code) and code.startswith(TREASURY_CLASSES)
        return self.entities.add(entity) * 4 + (entity in self._own) * 2 + treasury


def _is_cnaps(code: str) -> bool:
    return len(code) == 12 and code.isdigit()


def names(entities: Iterable[str]) -> tuple[str, ...]:
    """What entities are called in payments: without the legal form."""
    forms = ("股份有限公司", "有限责任公司", "有限公司")
    return tuple(sorted(next((e.removesuffix(f) for f in forms if e.endswith(f)), e) for e in entities))
