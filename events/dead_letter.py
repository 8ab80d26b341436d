"""Dead letters: records that could not be taken, each with its reason and its original bytes. They can be mended and requeued."""

from __future__ import annotations

import base64
from enum import StrEnum

from pydantic import BaseModel, ConfigDict


class DeadLetterReason(StrEnum):
    """Why a record was not taken. Closed: metric label, column and API value are this word."""

    NOT_JSON = "NOT_JSON"
    NOT_UTF8 = "NOT_UTF8"
    NOT_AN_OBJECT = "NOT_AN_OBJECT"
    WRONG_TYPE = "WRONG_TYPE"
    MISSING_FIELD = "MISSING_FIELD"
    DUPLICATE_FIELD = "DUPLICATE_FIELD"
    UNKNOWN_STREAM = "UNKNOWN_STREAM"
    AMOUNT_NOT_IN_FEN = "AMOUNT_NOT_IN_FEN"
    DATE_OUT_OF_RANGE = "DATE_OUT_OF_RANGE"
    UNKNOWN_ACCOUNT = "UNKNOWN_ACCOUNT"
    UNKNOWN_CURRENCY = "UNKNOWN_CURRENCY"
    BAD_IDENTIFIER = "BAD_IDENTIFIER"
    TOO_LARGE = "TOO_LARGE"
    TOO_DEEP = "TOO_DEEP"
    BROKEN_LINE = "BROKEN_LINE"
    CONTROL_SUM = "CONTROL_SUM"
    UNMAPPED = "UNMAPPED"
    EMPTY = "EMPTY"


class DeadLetter(BaseModel):
    """One refused record."""

    model_config = ConfigDict(frozen=True)

    reason: DeadLetterReason
    detail: str
    stream: str | None = None
    original: str  # base64 of the bytes as they came
    topic: str = ""
    partition: int = 0
    offset: int = -1
    headers: dict[str, str] = {}
    ingest_time: str | None = None
    account: str | None = None  # that it waited for in vain

    @classmethod
    def of(cls, reason: DeadLetterReason, detail: str, original: bytes, **where: object) -> DeadLetter:
        """A dead letter with its original bytes encoded."""
        return cls(reason=reason, detail=detail, original=base64.b64encode(original).decode(), **where)  # type: ignore[arg-type]

    def bytes(self) -> bytes:
        """The record as it came."""
        return base64.b64decode(self.original)
