"""What the events' routes take and answer."""

from __future__ import annotations

from typing import Any, Literal

from api.docs import Answer

RECORD = {
    "event_id": "S1", "event_time": "2026-03-01T09:00:00+08:00", "account_no": "6222000000000001", "cdt_dbt": "CRDT", "amount": "1000.00", "ccy": "CNY",
}  # fmt: skip
CLOUD_EVENT = {
    "specversion": "1.0",
    "id": "S1",
    "source": "core",
    "type": "tidewatch.txn",
    "time": "2026-03-01T09:00:00+08:00",
    "data": RECORD,
}
TEXT: dict[str, Any] = {"schema": {"type": "string"}}
OBJECT: dict[str, Any] = {"type": "object"}
OBJECTS: dict[str, Any] = {"type": "array", "items": OBJECT, "minItems": 1}

BODIES: dict[str, Any] = {
    "application/json": {"schema": {"oneOf": [OBJECT, OBJECTS]}, "example": RECORD},
    "application/x-ndjson": TEXT,
    "application/cloudevents+json": {"schema": OBJECT, "example": CLOUD_EVENT},
    "application/cloudevents-batch+json": {"schema": OBJECTS, "example": [CLOUD_EVENT]},
    "application/xml": TEXT, "application/mt940": TEXT, "text/csv": TEXT,
}  # fmt: skip


class Taken1(Answer):
    """What became of one record."""

    index: int
    status: Literal["accepted", "refused"]
    stream: str | None = None
    reason: str | None = None
    detail: str | None = None


class Taken(Answer):
    """What became of each record, in their order."""

    accepted: int
    refused: int
    items: list[Taken1]

    model_config = Answer.with_example(
        {"accepted": 1, "refused": 0, "items": [{"index": 0, "status": "accepted", "stream": "txn"}]}
    )


class Stream(Answer):
    """One stream."""

    stream: str
    fields: list[str]


class Streams(Answer):
    """What may be sent."""

    items: list[Stream]
    next: str | None

    model_config = Answer.with_example(
        {"items": [{"stream": "txn", "fields": ["event_id", "event_time"]}], "next": None}
    )
