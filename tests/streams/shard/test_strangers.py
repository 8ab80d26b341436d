"""Records of nobody: a contract, an edge, an announcement without a customer of ours costs no shard anything."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from detectors.calendar import Calendar
from detectors.rules import RuleSet
from streams.intake.pipeline import Intake
from streams.log import Frame, Header
from streams.shard.shard import Shard
from tests.streams.intake.bank import NOW, chunk, directory, message, wire_entry

CALENDAR = Calendar()
RULES = RuleSet.load(calendar=CALENDAR)
DAY = date(2026, 3, 2)
BATCH = {"object": "payroll_batch", "contract_no": "P1"}


def read(stream: str, *rows: dict[str, Any]) -> Shard:
    """A shard that has read these records and an entry of the same day, and closed the day."""
    shard, intake = Shard(0, 1, RULES, CALENDAR), Intake(directory(), 1)
    messages = {stream: [message(**row) for row in rows], "txn": [wire_entry()]}
    for name, some in messages.items():
        for stream_name, _, frame in intake.take(chunk(name, *some), NOW).frames[0]:
            shard.feed(Frame(Header(stream_name, name), frame), shard.position + 1)
    for name in messages:
        shard.feed(Frame(Header("watermark", name, CALENDAR.end_of_day_ms(DAY), False)), shard.position + 1)
    shard.stages.close(DAY, frozenset())
    return shard


def test_a_payroll_of_nobody_is_expected_of_nobody() -> None:
    shard = read("contract", BATCH, BATCH | {"contract_no": "P2", "customer_id": "C1"})
    assert shard.stages.expecting.payrolls.customers == {"C1"}
    assert shard.stages.closed == DAY


@pytest.mark.parametrize("other", ["C1", "91X2"])
def test_edges_between_strangers_are_in_nobodys_book(other: str) -> None:
    shard = read("relation", {"src_id": "91X1", "dst_id": other, "type": "CONTROL"})
    assert {name: book.related for name, book in shard.stages.books.pages.items() if book.related} == (
        {"C1": {"CONTROL:91X1": ""}} if other == "C1" else {}
    )


@pytest.mark.parametrize("customer", ["C1", None])
def test_a_use_announced_for_ever_is_kept_of_customers_alone(customer: str | None) -> None:
    announced = {"id": "I1", "type": "拜访", "result_code": "已报备用款", "expected_date": "9999-12-31"}
    shard = read("interaction", announced | ({"customer_id": customer} if customer else {}))
    assert [name for name, book in shard.stages.books.pages.items() if book.plans] == [customer] * bool(customer)
