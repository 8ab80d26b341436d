"""OUT-01's facts and traps hold by DOMAIN §2.0's arithmetic, done here the slow way (one drawdown a customer, one hop)."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import Any

import pytest

from streams.simulate.book import Book
from streams.simulate.kinds import KINDS
from streams.simulate.ledger import Ledger

LEAVING = {"same_out"}  # wages sent to the basic account are a use, not a flight


def traced(book: Book, ledger: Ledger, customer: int, note: str) -> tuple[Decimal, Decimal]:
    """(loan, what left under the same name within ten working days), fen."""
    rows = [row for row in ledger.entries.iter_rows(named=True) if row["customer"] == customer]
    start = next(i for i, row in enumerate(rows) if row["note"] == note)
    bucket: dict[int, Decimal] = defaultdict(Decimal)
    gone = Decimal(0)
    for row in rows[start:]:
        gone += _step(book, row, rows[start]["day"], bucket)
    return Decimal(rows[start]["amount"]), gone


def _step(book: Book, row: dict[str, Any], drawn: int, bucket: dict[int, Decimal]) -> Decimal:
    kind, slot, amount = KINDS[row["kind"]].name, row["slot"], Decimal(row["amount"])
    if kind == "drawdown":
        bucket[slot] += amount
    if KINDS[row["kind"]].credit:
        return Decimal(0)
    lifo = row["day"] <= book.days.after(drawn, 3)
    before = Decimal(row["bal_after"]) + amount
    part = min(amount, bucket[slot]) if lifo else amount * bucket[slot] / before
    bucket[slot] -= part
    if kind == "sweep_out":
        bucket[1 - slot] += part
    return part if kind in LEAVING and row["day"] <= book.days.after(drawn, 10) else Decimal(0)


@pytest.mark.parametrize("expect", ["fire", "silent"])
def test_traced_money_is_on_the_side_of_the_threshold_that_the_truth_says(
    book: tuple[Book, Ledger], expect: str
) -> None:
    facts = [t for t in book[0].truth if t.rule == "OUT-01" and t.expect == expect]
    assert facts
    for fact in facts:
        loan, gone = traced(*book, fact.customer, str(fact.object_id))
        threshold = max(Decimal(50_000_000), loan / 10)
        assert (gone >= threshold) == (expect == "fire"), (fact, loan, gone)
