"""What an adapter gives: each input row exactly once, as a record or as a refusal with its reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from events.dead_letter import DeadLetterReason


@dataclass(frozen=True)
class Origin:
    """Where it stood: file, and line, entry or message number from 1."""

    file: str
    number: int

    def __str__(self) -> str:
        return f"{self.file}:{self.number}"


@dataclass(frozen=True)
class Parsed:
    """A record as it goes on the wire: money as decimal text in major units, times with their zone."""

    stream: str
    record: dict[str, Any]
    origin: Origin


@dataclass(frozen=True)
class Rejected:
    """A row that cannot be a record."""

    reason: DeadLetterReason
    detail: str
    original: bytes
    origin: Origin


Item = Parsed | Rejected
