"""A customer whose bills mature one after the other: the state holds what is open, and a line for each that is over."""

from __future__ import annotations

from typing import Any

import msgspec

from detectors.rules import RuleSet
from streams.shard.alerting import Alerting
from streams.shard.book import RECENT_FINDINGS, Book, Books, pack, unpack
from streams.shard.outbox import Outbox
from tests.sinks.alerts.test_alerts import DAY, finding

RULES = RuleSet.load()
A_PAST = 40  # bytes: a name of eight, an id of sixteen, a time of eight, and their marks
AN_ALERT = 900
BILLS = 300


def bill(number: int) -> dict[str, Any]:
    """A bill whose alert goes by itself two days later."""
    words: dict[str, Any] = {
        "title_zh": "银行承兑汇票到期 6,000,000.00" * 2,
        "title_en": "acceptance matures " * 3,
        "evidence": "{}" * 60,
    }
    ids: dict[str, Any] = {
        "finding_id": f"{number:032x}",
        "trigger_id": f"BILL{number}",
        "object_id": f"1102331000018{number:017}",
    }
    return finding("MAT-01", at=number * DAY, expires_at=(number + 2) * DAY, day="2026-03-02", **ids, **words)


def matured(bills: int) -> Book:
    """The customer's book after so many days with a bill each; it is packed and unpacked in the middle."""
    books = Books()
    alerting = Alerting(books, Outbox(), RULES)
    for number in range(bills):
        alerting.take(bill(number))
        alerting.expire((number + 1) * DAY)
        if number == bills // 2:
            books.pages["C"] = unpack(pack(books.of("C")))
    return books.of("C")


def size(part: Any) -> int:
    return len(msgspec.msgpack.encode(part))


def test_what_is_over_costs_forty_bytes() -> None:
    book = matured(BILLS)
    assert sum(one["state"] == "open" for one in book.alerts.values()) == 1
    assert len(book.alerts) + len(book.past) == BILLS
    assert len(book.alerts) <= RECENT_FINDINGS + 1
    assert size(book.alerts) <= AN_ALERT * len(book.alerts)
    assert size(book.past) <= A_PAST * len(book.past) + 5


def test_what_is_long_over_costs_nothing() -> None:
    assert size(matured(1_000).past) <= size(matured(500).past) + A_PAST


def test_a_bill_that_is_over_is_not_told_again() -> None:
    books, outbox = Books(), Outbox()
    books.pages["C"] = matured(BILLS)
    Alerting(books, outbox, RULES).take({**bill(7), "event_time": BILLS * DAY, "expires_at": (BILLS + 2) * DAY})
    assert [one["reason"] for one in outbox.suppressions] == ["COOLDOWN"]
    assert not outbox.alerts


def test_a_book_of_before_is_read_and_lets_go_of_what_is_over() -> None:
    books = Books()
    before = {"alerts": {f"MAT-01|{n}": _expired(n) for n in range(BILLS)}, "recent": [bill(BILLS - 1)]}
    books.pages["C"] = unpack(msgspec.msgpack.encode(before))
    Alerting(books, Outbox(), RULES).take(bill(BILLS + 5))
    assert len(books.of("C").past) == BILLS - 1


def _expired(number: int) -> dict[str, Any]:
    books, outbox = Books(), Outbox()
    alerting = Alerting(books, outbox, RULES)
    alerting.take(bill(number))
    alerting.expire((number + 2) * DAY)
    (alert,) = books.of("C").alerts.values()
    return alert
