"""The book: the small, rarely touched part of a customer's state, a plain dictionary.

Numbers that every transaction moves live in struct arrays (detectors/features). What only some customers have lives here: who they
are, live loan-money buckets, expectations, open alerts, what was found lately. Both together are one blob per customer.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import msgspec

RECENT_FINDINGS = 32  # a correction or reversal can retract what one of the last 32 findings said


@dataclass
class Book:
    """One customer's page. Every value is plain data, so that it can be packed and compared."""

    attributes: dict[str, Any] = field(default_factory=dict)
    tracing: dict[str, Any] = field(default_factory=dict)
    expectations: dict[str, Any] = field(default_factory=dict)
    alerts: dict[str, Any] = field(default_factory=dict)
    recent: list[dict[str, Any]] = field(default_factory=list)
    plans: list[list[Any]] = field(default_factory=list)  # announced uses of money: [fen or None, until epoch ms]
    lasting: dict[str, list[Any]] = field(
        default_factory=dict
    )  # conditions that hold day after day (streams/shard/lasting)
    taken: list[str] = field(default_factory=list)  # entries that were corrected or undone, and have been taken out
    related: dict[str, str] = field(default_factory=dict)  # party → how it is related, for returns of loan money

    def remember(self, finding: dict[str, Any]) -> None:
        """Keep a finding for as long as it may have to be retracted."""
        self.recent = [*self.recent[-(RECENT_FINDINGS - 1) :], finding]

    def forget(self, finding_id: str) -> None:
        """It has been retracted."""
        self.recent = [one for one in self.recent if one["finding_id"] != finding_id]


def pack(book: Book) -> bytes:
    """The book as bytes; empty parts cost nothing."""
    return msgspec.msgpack.encode({name: value for name, value in vars(book).items() if value})


def unpack(data: bytes) -> Book:
    """The book of these bytes."""
    return Book(**msgspec.msgpack.decode(data))


class Books:
    """All books of a shard, and which have changed since the last checkpoint."""

    def __init__(self) -> None:
        self.pages: dict[str, Book] = {}
        self.dirty: set[str] = set()

    def of(self, customer: str) -> Book:
        """The customer's book, to be read."""
        return self.pages.get(customer) or Book()

    def write(self, customer: str) -> Book:
        """The customer's book, to be changed."""
        self.dirty.add(customer)
        return self.pages.setdefault(customer, Book())
