"""The statements of this folder, one file each, and what runs them."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import polars as pl

Query = Callable[..., pl.DataFrame]  # the answer to a statement; its places are filled with values by name
Insert = Callable[[str, pl.DataFrame], None]  # table, rows


@cache
def statement(name: str) -> str:
    """The text of name.sql, its places still open."""
    return Path(__file__).with_name(f"{name}.sql").read_text(encoding="utf-8")
