"""Facts: frames as they are stored, with their place in the log, so that history can be read again in the log's own order."""

from __future__ import annotations

import polars as pl


def stamped(rows: pl.DataFrame, partition: int, position: int) -> pl.DataFrame:
    """Rows with log_partition and version. A row that came through the log carries its own log_offset; what the shard worked out
    (a customer-day, a finding) is as of `position`, the last log offset it had read. The higher version holds."""
    known = pl.col("log_offset") + 1 if "log_offset" in rows.columns else pl.lit(position + 1)
    return rows.with_columns(log_partition=pl.lit(partition, pl.Int64), version=known.cast(pl.UInt64))
