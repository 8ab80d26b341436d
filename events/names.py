"""Names of companies made comparable (DOMAIN §0.2): equality after normalisation, never likeness."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

import polars as pl
from opencc import OpenCC

BRACKETS_AND_SPACES = re.compile(r"[\s()\[\]{}<>《》〈〉【】「」『』“”\"'·・.,，。、]+")
BRANCH = re.compile(r"(分公司|分行|支行|营业部|办事处|分店|分厂)$")


@cache
def _simplifier() -> OpenCC:
    return OpenCC("t2s")


@lru_cache(maxsize=500_000)  # ~200 B each, about 100 MB when a bank really has that many names
def normalise(name: str) -> str:
    """Full width → half width, brackets and spaces out, 有限责任公司 = 有限公司, traditional → simplified, upper case."""
    folded = BRACKETS_AND_SPACES.sub("", unicodedata.normalize("NFKC", name))
    return str(_simplifier().convert(folded)).replace("有限责任公司", "有限公司").upper()


def without_branch(name: str) -> str:
    """A normalised name without its branch suffix: compare so only when the USCC is equal."""
    head = BRANCH.sub("", name)
    company = head.find("公司")
    return head[: company + 2] if company >= 0 and head != name else head


def normalise_all(names: pl.Series) -> pl.Series:
    """A column of names, normalised; each distinct name is worked on once. Null stays null."""
    distinct = names.unique().drop_nulls()
    table = dict(zip(distinct.to_list(), map(normalise, distinct.to_list()), strict=True))
    if not table:
        return names
    return names.replace_strict(table, default=None, return_dtype=pl.String)
