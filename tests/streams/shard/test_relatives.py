"""Promises about who counts as the borrower: whom its record names now, and edges as they were last stated, for as long as they hold."""

from __future__ import annotations

from datetime import date
from typing import Any

from streams.shard.book import Book, pack, unpack
from streams.shard.relatives import name, relatives, state

DAY = date(2026, 3, 3)


def edge(kind: str, other: str = "C2", **changed: Any) -> dict[str, Any]:
    return {"src_id": other, "dst_id": "C1", "type": kind, "weight": None, "valid_to": None, **changed}


def test_whoever_the_record_named_before_is_named_no_more() -> None:
    book = Book()
    name(book, ("P1", "P2"))
    name(book, ("P3", None))
    assert relatives(book, DAY) == ["P3"]


def test_an_edge_holds_as_it_was_last_stated_and_until_its_end() -> None:
    book = Book()
    for one in (
        edge("CONTROL"),
        edge("SAME_GROUP", "C3", valid_to=date(2026, 3, 2)),
        edge("LEGAL_REP", "P1", valid_to=DAY),
    ):
        state(book, "C1", one)
    assert relatives(unpack(pack(book)), DAY) == ["C2", "P1"]
    state(book, "C1", edge("CONTROL", valid_to=date(2026, 3, 1)))
    assert relatives(book, DAY) == ["P1"]
    state(book, "C1", edge("CONTROL"))
    assert relatives(book, DAY) == ["C2", "P1"]


def test_a_holding_counts_while_it_is_more_than_half_and_takes_nothing_from_another_edge() -> None:
    book = Book()
    state(book, "C1", edge("SHAREHOLD", weight=0.6))
    assert relatives(book, DAY) == ["C2"]
    state(book, "C1", edge("SHAREHOLD", weight=0.3))
    assert relatives(book, DAY) == []
    state(book, "C1", edge("CONTROL"))
    state(book, "C1", edge("SHAREHOLD", weight=0.3))
    assert relatives(book, DAY) == ["C2"]


def test_a_book_of_before_is_read_and_its_edges_can_end() -> None:
    book = Book(related={"C2": "CONTROL", "P1": "LEGAL_REP"})
    assert relatives(book, DAY) == ["C2", "P1"]
    state(book, "C1", edge("CONTROL", valid_to=date(2026, 3, 1)))
    assert relatives(book, DAY) == ["P1"]
