"""What the operators' routes answer."""

from __future__ import annotations

from typing import Any, Literal

from api.docs import Answer

STORE = {"name": "desk", "up": True, "since": 1772504460000, "detail": "1 ms"}
LETTER: dict[str, Any] = {
    "id": 7, "reason": "MISSING_FIELD", "detail": "txn.amount is missing", "stream": "txn", "topic": "tidewatch.txn", "partition": 0, "offset": 12, "at": 1772504460000,
    "original": "{}", "requeued": False,
}  # fmt: skip
LINE = {
    "at": 1772504460000,
    "who": "RM01",
    "action": "read card",
    "object": "C000001",
    "note": "",
    "audience": "normal",
}


class Store(Answer):
    """Whether a store answers."""

    name: str
    up: bool
    since: int
    detail: str


class UnknownField(Answer):
    """A field that no schema knows. `seen`: in how many of the records that were looked at, the first and last of each chunk."""

    stream: str
    field: str
    seen: int
    last_at: int


class Operations(Answer):
    """Sources (with their state: holding, idle, stale, and since when), shards (with bytes a customer), stores and rates."""

    sources: list[dict[str, Any]]
    shards: list[dict[str, Any]]
    stores: list[Store]
    dead_letters: dict[str, Any]
    unknown_fields: list[UnknownField]
    rates: dict[str, Any]
    lag_seconds: float

    model_config = Answer.with_example(
        {
            "sources": [], "shards": [], "stores": [STORE], "dead_letters": {"total": 0, "by_reason": []},
            "unknown_fields": [{"stream": "txn", "field": "colour", "seen": 3, "last_at": 1772504460000}], "rates": {"records_per_second": 0.0, "findings": 0, "alerts": 0}, "lag_seconds": 0.0,
        }
    )  # fmt: skip


class Letter(Answer):
    """A record that could not be taken."""

    id: int
    reason: str
    detail: str
    stream: str | None
    at: int
    original: str
    requeued: bool

    model_config = Answer.with_example(LETTER)


class Letters(Answer):
    """A page of dead letters."""

    items: list[Letter]
    next: str | None

    model_config = Answer.with_example({"items": [LETTER], "next": None})


class Requeued(Answer):
    """How many were sent again."""

    requeued: int

    model_config = Answer.with_example({"requeued": 1})


class Line(Answer):
    """Who did what to what."""

    at: int
    who: str
    action: str
    object: str
    note: str

    model_config = Answer.with_example(LINE)


class Audit(Answer):
    """A page of the audit log."""

    items: list[Line]
    next: str | None

    model_config = Answer.with_example({"items": [LINE], "next": None})


class Status(Answer):
    """The process answers."""

    status: Literal["ok"]

    model_config = Answer.with_example({"status": "ok"})


class Ready(Answer):
    """Whether everything behind the API answers too."""

    status: Literal["ok", "waiting"]
    stores: list[Store]

    model_config = Answer.with_example({"status": "ok", "stores": [STORE]})
