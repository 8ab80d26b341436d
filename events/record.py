"""The envelope that every record carries (DOMAIN §1), and how an id is derived where a source gives none."""

from __future__ import annotations

import hashlib
from enum import StrEnum
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict, Field

from events.fields import Code, Count, Day, Text, Timestamp


class Op(StrEnum):
    """What a record does to what was said before under its natural key."""

    INSERT = "I"
    CORRECT = "U"
    REVERSE = "R"
    RETRACT = "D"


class Record(BaseModel):
    """One record of a stream. Unknown fields never refuse it; they are counted by name."""

    model_config = ConfigDict(extra="ignore", frozen=True)
    stream_name: ClassVar[str]
    # what makes two records one and the same delivered twice. What is stated again as it changes has its time in it: without it an end, a release or a
    # downgrade would be taken for a repeat of what it ends
    natural_key: ClassVar[tuple[str, ...]]
    late_days: ClassVar[int] = 30  # how late a record may come (transactions 3 d, external 30 d)

    event_id: Code = Field(description="unique; derived from the natural key when the source gives none")
    event_time: Timestamp = Field(description="business time")
    op: Code = Field(default="I", description="I insert, U correct, R reverse, D retract")
    source_system: Code | None = Field(default=None, description="where it was booked")
    schema_ver: Count | None = Field(default=None, description="version of this stream's schema")
    booking_date: Day | None = Field(default=None, description="accounting date")
    ingest_time: Timestamp | None = Field(default=None, description="when the bank's own gateway took it")
    idempotency_key: Text | None = Field(default=None, description="the source's own key")
    org_id: Code | None = Field(default=None, description="organisation that owns the record")
    trace_id: Code | None = Field(default=None, description="for following one record through systems")


def derived_id(stream: str, natural_key: tuple[str, ...], record: dict[str, Any]) -> str:
    """blake2b-16 of stream, natural key, operation and schema version: the same record gets the same id on every delivery."""
    parts = [stream, record.get("op") or "I", *(str(record.get(name, "")) for name in natural_key)]
    return hashlib.blake2b("|".join(parts).encode(), digest_size=16).hexdigest()
