"""What the whole industry did: a customer that falls with its sector has not left us (OUT-08 trap: subtract the industry's median change)."""

from __future__ import annotations

import polars as pl

FEWEST = 10  # customers of an industry division whose median says something


def with_sector(profile: pl.DataFrame) -> pl.DataFrame:
    """The profile with, in place of `division`, `sector_out_change` and `sector_in_change`: the median ratio of this quarter to the last among the customers of the
    same industry division, at most 1, and 1 where the division is too small or unknown."""
    changes = [_change(profile, way).alias(f"sector_{way}_change") for way in ("out", "in")]
    return profile.with_columns(changes).drop("division")


def _change(frame: pl.DataFrame, way: str) -> pl.Series:
    ratio = pl.when(pl.col(f"prevq_{way}_amt") > 0).then(pl.col(f"qtd_{way}_amt") / pl.col(f"prevq_{way}_amt"))
    median = ratio.median().over("division")
    enough = (ratio.count().over("division") >= FEWEST) & pl.col("division").is_not_null()
    return frame.select(pl.when(enough).then(pl.min_horizontal(median, 1.0)).otherwise(1.0).alias("change"))["change"]
