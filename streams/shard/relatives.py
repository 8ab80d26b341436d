"""Who counts as the borrower when its loan money comes back (RSK-04): whom its own record names, and who stands at the other end of an edge in force."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from streams.shard.book import Book

COUNTING = ("CONTROL", "SAME_GROUP", "LEGAL_REP", "SHAREHOLD")  # edges to whom loan money may come back
MAJORITY = 0.5
FOR_GOOD = ""


def name(book: Book, parties: Iterable[str | None]) -> None:
    """Whom the customer's record names now; whoever it named before is not named any more."""
    book.named = sorted({one for one in parties if one})


def state(book: Book, customer: str, edge: Mapping[str, Any]) -> None:
    """An edge as it is stated now: until when it holds, or that it does not count any more."""
    other = edge["src_id"] if edge["dst_id"] == customer else edge["dst_id"]
    kept = {party: until for party, until in book.related.items() if (party, until) != (other, edge["type"])}
    kept.pop(f"{edge['type']}:{other}", None)
    if edge["type"] != "SHAREHOLD" or (edge["weight"] or 0) > MAJORITY:
        kept[f"{edge['type']}:{other}"] = edge["valid_to"].isoformat() if edge["valid_to"] else FOR_GOOD
    book.related = kept


def relatives(book: Book, day: date) -> list[str]:
    """All of them on a day, in order."""
    return sorted(
        {*book.named, *(party for party, until in map(_read, book.related.items()) if until >= day.isoformat())}
    )


def _read(kept: tuple[str, str]) -> tuple[str, str]:
    """(party, the last day); of a book of before, which had party → type and no ends, for good."""
    party, until = kept
    if until not in COUNTING:
        party = party.partition(":")[2]
    return party, date.max.isoformat() if until in (*COUNTING, FOR_GOOD) else until
