"""NDJSON: plain objects that name their stream, CloudEvents, and Debezium change events."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from events.adapters.items import Item, Origin, Parsed, Rejected
from events.dead_letter import DeadLetterReason
from events.streams import STREAMS

DEBEZIUM_OPS = {"c": "I", "r": "I", "u": "U", "d": "D"}


def read(path: Path) -> Iterator[Item]:
    """One record a line. Debezium envelopes (`before`, `after`, `op`, `source.table`) are opened."""
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            if line.strip():
                yield _item(line.rstrip(b"\r\n"), Origin(path.name, number))


def _item(line: bytes, origin: Origin) -> Item:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError) as error:
        return Rejected(DeadLetterReason.NOT_JSON, str(error), line, origin)
    if not isinstance(value, dict):
        return Rejected(DeadLetterReason.NOT_AN_OBJECT, "a line is one JSON object", line, origin)
    if _is_debezium(value):
        return _debezium(value, line, origin)
    stream, record = _named(value)
    if stream not in STREAMS:
        said = f"no stream is called {stream!r}: name one in the field `stream`, or a CloudEvent type tidewatch.…"
        return Rejected(DeadLetterReason.UNKNOWN_STREAM, said, line, origin)
    return Parsed(stream, record, origin)


def _named(value: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    if "specversion" in value and isinstance(value.get("data"), dict):
        outer = {"event_id": value.get("id"), "event_time": value.get("time")}
        record = {**{k: v for k, v in outer.items() if v is not None}, **value["data"]}
        return str(value.get("type", "")).removeprefix("tidewatch."), record
    return str(value.get("stream", "")), value


def _is_debezium(value: dict[str, Any]) -> bool:
    payload = value.get("payload", value)
    return (
        isinstance(payload, dict)
        and "op" in payload
        and ("after" in payload or "before" in payload)
        and "source" in payload
    )


def _debezium(value: dict[str, Any], line: bytes, origin: Origin) -> Item:
    payload = value.get("payload", value)
    row = payload.get("after") or payload.get("before")
    source = payload["source"]
    stream = str(source.get("table", "")) if isinstance(source, dict) else ""
    if stream not in STREAMS or not isinstance(row, dict):
        said = f"a change of the table {stream!r}: name tables after streams, or route them so"
        return Rejected(DeadLetterReason.UNKNOWN_STREAM, said, line, origin)
    try:
        record = {name: _decimal(one) for name, one in row.items()}
    except (ValueError, TypeError, ArithmeticError) as error:
        return Rejected(DeadLetterReason.WRONG_TYPE, f"a decimal that is none: {error}", line, origin)
    record["op"] = DEBEZIUM_OPS.get(str(payload["op"]), "U")
    record.setdefault("event_time", payload.get("ts_ms"))
    return Parsed(stream, record, origin)


def _decimal(value: Any) -> Any:
    """Debezium's variable-scale decimals `{scale, value: base64}` as text; anything else as it is."""
    if isinstance(value, dict) and set(value) == {"scale", "value"}:
        unscaled = int.from_bytes(base64.b64decode(value["value"]), "big", signed=True)
        return format(Decimal(unscaled).scaleb(-int(value["scale"])), "f")
    return value
