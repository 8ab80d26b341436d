"""Dead letters as rows: beside the topic or the journal they come from, for operators, boards and counters."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from typing import Any

import polars as pl

from events.dead_letter import DeadLetter
from sinks.warehouse.ddl import key_of

TABLE = "dead_letter"
SCHEMA: dict[str, pl.DataType] = {
    "day": pl.Date(), **dict.fromkeys(("stream", "reason", "detail", "topic", "original", "headers", "account"), pl.String()),
    **dict.fromkeys(("source_partition", "source_offset", "number"), pl.Int64()), "at": pl.Datetime("ms", "UTC"), "requeued": pl.Boolean(),
    "version": pl.UInt64(),
}  # fmt: skip

Row = dict[str, Any]


def letter_rows(letters: Sequence[DeadLetter], day: date) -> pl.DataFrame:
    """Dead letters that came on the bank's `day`, as table `dead_letter` keeps them. The same letter twice is the same row."""
    now = datetime.now(UTC)
    rows = frame(row_of(one, 0, now) | {"day": day} for one in letters)
    return rows.unique(key_of(TABLE), keep="last", maintain_order=True)


def row_of(letter: DeadLetter, number: int, at: datetime) -> Row:
    """One of them. `number` names it to operators, 0 where something else does; a higher one of the same record holds."""
    return {
        "day": at.date(), "at": at, "stream": letter.stream, "reason": str(letter.reason), "detail": letter.detail, "topic": letter.topic,
        "source_partition": letter.partition, "source_offset": letter.offset, "original": letter.original,
        "headers": json.dumps(letter.headers), "account": letter.account or "", "number": number, "requeued": False, "version": 2 * number,
    }  # fmt: skip


def sent_again(row: Row) -> Row:
    """The row of a letter that has been sent again."""
    return {**row, "requeued": True, "version": row["version"] + 1}


def letter_of(row: Row) -> DeadLetter:
    """The letter that a row keeps."""
    return DeadLetter(
        reason=row["reason"], detail=row["detail"] or "", stream=row["stream"], original=row["original"], topic=row["topic"],
        partition=row["source_partition"], offset=row["source_offset"], headers=json.loads(row["headers"] or "{}"), account=row["account"] or None,
    )  # fmt: skip


def frame(rows: Iterable[Row]) -> pl.DataFrame:
    """Rows as the table keeps them."""
    return pl.DataFrame([{name: row[name] for name in SCHEMA} for row in rows], schema=SCHEMA, orient="row")
