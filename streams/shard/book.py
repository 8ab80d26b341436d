"""The book: the small, rarely touched part of a customer's state, a plain dictionary.

Numbers that every transaction moves live in struct arrays (detectors/features), who the customer is in columns (streams/shard/customers). What
only some customers have lives here: live loan-money buckets, expectations, open alerts, what was found lately. All together are one blob per
customer (streams/shard/saved).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec

RECENT_FINDINGS = 32  # a correction or reversal can retract what one of the last 32 findings said


@dataclass
class Book:
    """One customer's page. Every value is plain data, so that it can be packed and compared."""

    tracing: dict[str, Any] = field(default_factory=dict)
    expectations: dict[str, Any] = field(default_factory=dict)
    alerts: dict[str, Any] = field(default_factory=dict)
    past: dict[int, list[Any]] = field(default_factory=dict)  # alerts that are over (sinks/alerts/past)
    recent: list[dict[str, Any]] = field(default_factory=list)
    plans: list[list[Any]] = field(default_factory=list)  # announced uses of money: [fen or None, until epoch ms]
    lasting: dict[str, list[Any]] = field(
        default_factory=dict
    )  # conditions that hold day after day (streams/shard/lasting)
    taken: list[str] = field(default_factory=list)  # entries that were corrected or undone, and have been taken out
    named: list[str] = field(default_factory=list)  # whom the customer's record names (streams/shard/relatives)
    related: dict[str, str] = field(default_factory=dict)  # edge → the last day it holds, for returns of loan money

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


@dataclass
class Watch:
    """Customers into whose books a stage looks when time passes, though nothing of theirs has come: those whose book is `due`."""

    due: Callable[[Book], bool]
    customers: set[str] = field(default_factory=set)


class Books:
    """All books of a shard, and which have changed since the last checkpoint.

    A saved book is opened when it is first asked for: after a restart most customers are not heard of for a long time. Before its packed bytes
    stands one that says in which of the `watches` its customer is.
    """

    def __init__(self) -> None:
        self.pages: dict[str, Book] = {}
        self.dirty: set[str] = set()
        self._saved: dict[str, bytes] = {}

    def of(self, customer: str) -> Book:
        """The customer's book, to be read."""
        return self._page(customer) or Book()

    def write(self, customer: str) -> Book:
        """The customer's book, to be changed."""
        self.dirty.add(customer)
        page = self._page(customer)
        if page is None:
            page = self.pages[customer] = Book()
        return page

    def __contains__(self, customer: str) -> bool:
        return customer in self.pages or customer in self._saved

    def saved(self, customer: str, watches: Iterable[Watch]) -> bytes:
        """The book as it is saved; one that nobody has opened since as it was; nothing when there is none."""
        page = self.pages.get(customer)
        if page is None:
            return self._saved.get(customer, b"")
        watched = sum(1 << place for place, watch in enumerate(watches) if watch.due(page))
        return bytes([watched]) + pack(page)

    def keep(self, saved: Mapping[str, bytes]) -> None:
        """Books as they were saved."""
        self._saved.update(saved)

    def _page(self, customer: str) -> Book | None:
        page = self.pages.get(customer)
        if page is None and (saved := self._saved.pop(customer, None)) is not None:
            page = self.pages[customer] = unpack(saved[1:])
        return page
