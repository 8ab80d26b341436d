"""Facts and traps about loan money hold by DOMAIN §2.0's arithmetic, done here the slow way (one drawdown a customer)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from streams.simulate.book import Book, Truth
from streams.simulate.kinds import KINDS
from streams.simulate.ledger import Ledger
from streams.simulate.run import make_book

LEAVING = {"same_out"}  # wages sent to the basic account are a use, not a flight
HALF_A_MILLION = Decimal(50_000_000)  # fen
Banks = list[tuple[Book, Ledger]]


@pytest.fixture(scope="module")
def banks() -> Banks:
    """Two banks large enough for every case."""
    return [make_book(seed, 400, 400) for seed in (2, 3)]


def facts(banks: Banks, rule: str, expect: str) -> Iterator[tuple[Book, Ledger, Truth]]:
    found = [(book, ledger, t) for book, ledger in banks for t in book.truth if t.rule == rule and t.expect == expect]
    assert found
    return iter(found)


def rows_of(ledger: Ledger, customer: int) -> list[dict[str, Any]]:
    return ledger.entries.filter(pl.col("customer") == customer).to_dicts()


def traced(book: Book, ledger: Ledger, customer: int, note: str) -> tuple[Decimal, list[tuple[int, Decimal]]]:
    """The loan, and what had left under the same name within ten working days after each entry: (time, fen)."""
    rows = rows_of(ledger, customer)
    start = next(i for i, row in enumerate(rows) if row["note"] == note)
    bucket: dict[int, Decimal] = defaultdict(Decimal)
    gone, course = Decimal(0), []
    for row in rows[start:]:
        gone += _step(book, row, rows[start]["day"], bucket)
        course.append((row["time"], gone))
    return Decimal(rows[start]["amount"]), course


def _step(book: Book, row: dict[str, Any], drawn: int, bucket: dict[int, Decimal]) -> Decimal:
    kind, slot, amount = KINDS[row["kind"]].name, row["slot"], Decimal(row["amount"])
    if kind == "drawdown":
        bucket[slot] += amount
    if KINDS[row["kind"]].credit:
        return Decimal(0)
    part = _taken(book, row, drawn, bucket)
    if kind == "sweep_out":
        bucket[1 - slot] += part
    return part if kind in LEAVING and row["day"] <= book.days.after(drawn, 10) else Decimal(0)


def _taken(book: Book, row: dict[str, Any], drawn: int, bucket: dict[int, Decimal]) -> Decimal:
    """How much of a debit is loan money: all it can within three working days, its share of the balance afterwards."""
    slot, amount = row["slot"], Decimal(row["amount"])
    lifo = row["day"] <= book.days.after(drawn, 3)
    part = min(amount, bucket[slot]) if lifo else amount * bucket[slot] / (Decimal(row["bal_after"]) + amount)
    bucket[slot] -= part
    return part


def payee_of(book: Book, ledger: Ledger, fact: Truth) -> tuple[dict[str, Any], dict[str, Any], int | None]:
    """The borrower's payment of a round trip, what came back, and which customer of ours the payee is."""
    mine = rows_of(ledger, fact.customer)
    drawn = next(i for i, row in enumerate(mine) if row["note"] == fact.object_id)
    back = next(row for row in mine if row["serial"] == fact.serial)
    paid = next(row for row in mine[drawn:] if row["party"] == back["party"] and not KINDS[row["kind"]].credit)
    owners = {int(party): customer for customer, party in enumerate(book.bank.own_party)}
    return paid, back, owners.get(back["party"])


def returned(book: Book, ledger: Ledger, fact: Truth) -> tuple[Decimal, Decimal]:
    """(what the payee was paid, how much of that it sent back), fen; of a payee elsewhere all that it sends counts."""
    paid, back, payee = payee_of(book, ledger, fact)
    part, bucket = Decimal(back["amount"]), defaultdict(Decimal, {0: Decimal(paid["amount"])})
    for row in rows_of(ledger, payee) if payee is not None else []:
        if paid["time"] < row["time"] < back["time"] and not KINDS[row["kind"]].credit:
            part = _taken(book, row, paid["day"], bucket)  # the last of these debits is what it sends back
    return Decimal(paid["amount"]), part


@pytest.mark.parametrize("expect", ["fire", "silent"])
def test_traced_money_is_on_the_side_of_the_threshold_that_the_truth_says(banks: Banks, expect: str) -> None:
    for book, ledger, fact in facts(banks, "OUT-01", expect):
        loan, course = traced(book, ledger, fact.customer, str(fact.object_id))
        gone = course[-1][1]
        assert (gone >= max(HALF_A_MILLION, loan / 10)) == (expect == "fire"), (fact, loan, gone)


def test_a_flight_in_pieces_is_known_with_the_piece_that_passes_the_threshold(banks: Banks) -> None:
    for book, ledger, fact in facts(banks, "OUT-01", "fire"):
        loan, course = traced(book, ledger, fact.customer, str(fact.object_id))
        assert fact.known_at == next(time for time, gone in course if gone >= max(HALF_A_MILLION, loan / 10)), fact


def test_what_a_payee_gives_back_is_loan_money_for_three_tenths_and_half_a_million(banks: Banks) -> None:
    for book, ledger, fact in facts(banks, "RSK-04", "fire"):
        paid, back = returned(book, ledger, fact)
        assert back >= max(HALF_A_MILLION, paid * 3 / 10), (fact, paid, back)


def test_a_payee_of_ours_pays_no_supplier_before_it_gives_back(banks: Banks) -> None:
    ours = [(ledger, payee_of(book, ledger, fact)) for book, ledger, fact in facts(banks, "RSK-04", "fire")]
    assert any(payee is not None for _, (_, _, payee) in ours)
    for ledger, (paid, back, payee) in ours:
        entries = rows_of(ledger, payee) if payee is not None else []
        between = [KINDS[row["kind"]].name for row in entries if paid["time"] < row["time"] < back["time"]]
        assert "supply" not in between, paid


def test_what_leaves_beside_loan_money_is_no_migration_where_out_04_is_to_be_silent(banks: Banks) -> None:
    covered = [one for one in facts(banks, "OUT-04", "silent") if one[2].trap == "covered by OUT-01"]
    assert covered
    for book, ledger, fact in covered:
        note = next(t.object_id for t in book.truth if t.rule == "OUT-01" and t.customer == fact.customer)
        followed = traced(book, ledger, fact.customer, str(note))[1][-1][1]
        leaving = (row for row in rows_of(ledger, fact.customer) if KINDS[row["kind"]].name in LEAVING)
        sent = sum(row["amount"] for row in leaving if fact.since <= row["time"] <= fact.until)
        assert sent - followed < int(book.bank.floor[fact.customer]), fact
