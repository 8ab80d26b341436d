"""Dead letters in the warehouse: beside the topic they come from, so that operators can list them, read them and send them again."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime
from typing import Any

import msgspec
import polars as pl
from confluent_kafka import Message

from events import topics
from events.dead_letter import DeadLetter
from events.streams import STREAMS
from sinks.warehouse import Warehouse
from sinks.warehouse.questions.text import question
from streams.sender import Sender

TABLE = "dead_letter"
SCHEMA: dict[str, pl.DataType] = {
    "day": pl.Date(), **dict.fromkeys(("stream", "reason", "detail", "topic", "original", "headers"), pl.String()),
    **dict.fromkeys(("source_partition", "source_offset", "number"), pl.Int64()), "at": pl.Datetime("ms", "UTC"), "requeued": pl.Boolean(),
    "version": pl.UInt64(),
}  # fmt: skip
PARTITION_BITS = 8
REASONS = "SELECT reason, count() AS n FROM dead_letter FINAL WHERE NOT requeued GROUP BY reason ORDER BY reason"
ONE = "SELECT * FROM dead_letter FINAL WHERE number = {number}"

Row = dict[str, Any]


def row_of(message: Message) -> Row:
    """A message of the dead-letter topic as the warehouse keeps it. Its number tells the topic's partition and offset."""
    letter = msgspec.json.decode(message.value() or b"{}", type=dict[str, Any])
    number = (int(message.offset() or 0) << PARTITION_BITS) | int(message.partition() or 0)
    _, written = message.timestamp()
    at = datetime.fromtimestamp((written if written > 0 else time.time() * 1000) / 1000, UTC)
    return {
        "day": at.date(), "at": at, "stream": letter["stream"], "reason": letter["reason"], "detail": letter["detail"], "topic": letter["topic"],
        "source_partition": letter["partition"], "source_offset": letter["offset"], "original": letter["original"],
        "headers": json.dumps(letter["headers"]), "number": number, "requeued": False, "version": 2 * number,
    }  # fmt: skip


def frame(rows: list[Row]) -> pl.DataFrame:
    """Rows as the table keeps them."""
    return pl.DataFrame([{name: row[name] for name in SCHEMA} for row in rows], schema=SCHEMA, orient="row")


class Letters:
    """What operators do with them."""

    def __init__(self, warehouse: Warehouse, sender: Sender) -> None:
        self._warehouse, self._sender = warehouse, sender

    def reasons(self) -> dict[str, int]:
        """How many nobody has sent again, by reason."""
        return {row["reason"]: int(row["n"]) for row in self._warehouse.query(REASONS).to_dicts()}

    def page(self, reason: str | None, after: int, limit: int) -> list[Row]:
        """The newest first, with numbers below `after` (0: from the newest), originals as text."""
        rows = self._warehouse.query(question("dead_letters"), reason=reason or "", after=after, limit=limit).to_dicts()
        return [_shown(row) for row in rows]

    def requeue(self, number: int, record: bytes | None = None) -> bool:
        """Send one again to its stream, mended or as it was; False when there is none of that number. Raises BrokerDown."""
        found = self._warehouse.query(ONE, number=number).to_dicts()
        stream = found and (found[0]["stream"] or topics.stream_of(found[0]["topic"]))
        if not stream or stream not in STREAMS:
            return False
        kept = {n: text for n, text in json.loads(found[0]["headers"]).items() if not n.startswith("tidewatch-")}
        self._sender.send(topics.SOURCES[stream], [(None, _bytes(found[0]) if record is None else record, kept)])
        self._warehouse.insert(TABLE, frame([{**found[0], "requeued": True, "version": 2 * number + 1}]))
        return True


def _bytes(row: Row) -> bytes:
    return DeadLetter(reason=row["reason"], detail="", original=row["original"]).bytes()


def _shown(row: Row) -> Row:
    return {
        "id": row["number"], "reason": row["reason"], "detail": row["detail"], "stream": row["stream"], "topic": row["topic"],
        "partition": row["source_partition"], "offset": row["source_offset"], "at": int(row["at"].timestamp() * 1000),
        "original": _bytes(row).decode(errors="replace"), "requeued": bool(row["requeued"]),
    }  # fmt: skip
