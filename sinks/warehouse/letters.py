"""Dead letters as rows: beside the topic or the journal they come from, for boards and counters."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime

import polars as pl

from events.dead_letter import DeadLetter
from sinks.warehouse.ddl import key_of

SCHEMA: dict[str, pl.DataType] = {
    "day": pl.Date(), **dict.fromkeys(("stream", "reason", "detail", "topic", "original", "headers"), pl.String()),
    **dict.fromkeys(("source_partition", "source_offset"), pl.Int64()), "at": pl.Datetime("ms", "UTC"), "requeued": pl.Boolean(),
    "version": pl.UInt64(),
}  # fmt: skip


def letter_rows(letters: Sequence[DeadLetter], day: date) -> pl.DataFrame:
    """Dead letters that came on the bank's `day`, as table `dead_letter` keeps them. The same letter twice is the same row."""
    now = datetime.now(UTC)
    rows = [
        {
            "day": day, "at": now, "stream": one.stream, "reason": str(one.reason), "detail": one.detail, "topic": one.topic,
            "source_partition": one.partition, "source_offset": one.offset, "original": one.original, "headers": json.dumps(one.headers),
            "requeued": False, "version": 0,
        }
        for one in letters
    ]  # fmt: skip
    return pl.DataFrame(rows, schema=SCHEMA, orient="row").unique(
        key_of("dead_letter"), keep="last", maintain_order=True
    )
