"""Whom a record of the other streams is about."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from streams.intake.subjects import address
from tests.streams.intake.bank import MARCH_2, MOON, SUN, directory, frame

STRANGER = "91330100799655058B"


def customers(stream: str, *rows: dict[str, Any]) -> list[str | None]:
    """The customer of each row of the addressed frame."""
    return address(stream, frame(stream, *rows), directory()).rows["customer_id"].to_list()


def test_by_account_or_by_the_customer_named() -> None:
    assert customers("balance", {"account_no": "A2", "amount": 1}) == ["C2"]
    assert customers("contract", {"object": "loan", "contract_no": "N1", "account_no": "A1"}) == ["C1"]
    assert customers("contract", {"object": "loan", "contract_no": "N1", "customer_id": "C2", "account_no": "A1"}) == [
        "C2"
    ]
    assert customers("service", {"id": "s", "kind": "login", "account_no": "A2"}) == ["C2"]


@pytest.mark.parametrize(
    ("op", "held"), [("I", ("live", 5)), ("U", ("live", 5)), ("D", ("cancelled", 0)), ("R", ("cancelled", 0))]
)
def test_a_contract_that_is_taken_back_is_cancelled_and_owes_nothing(op: str, held: tuple[str, int]) -> None:
    said = {"object": "loan", "contract_no": "N1", "customer_id": "C1", "status": "live", "outstanding": 5, "op": op}
    rows = address("contract", frame("contract", said, said | {"contract_no": "N2", "op": "I"}), directory()).rows
    assert rows.select("status", "outstanding").rows() == [held, ("live", 5)]


def test_a_contract_in_another_currency_is_worth_what_it_is_in_yuan_or_counted() -> None:
    said = {"object": "deposit", "contract_no": "N1", "customer_id": "C1", "ccy": "USD", "principal": 10_000}
    early, ours = (
        said | {"contract_no": "N0", "event_time": MARCH_2 - timedelta(days=30)},
        said | {"contract_no": "N2", "ccy": "CNY"},
    )
    found = address("contract", frame("contract", said, early, ours), directory())
    assert found.rows["principal"].to_list() == [71_234, None, 10_000]
    assert (found.rows["outstanding"].null_count(), found.unconverted) == (3, 1)


def test_a_record_of_an_unknown_account_waits() -> None:
    rows = frame("balance", {"account_no": "X", "amount": 1}, {"account_no": "A1", "amount": 1})
    found = address("balance", rows, directory())
    assert found.waiting.equals(rows[:1])
    assert found.rows["customer_id"].to_list() == ["C1"]


def test_by_uscc_first_and_by_name_alone_with_less_confidence() -> None:
    by_code = {"case_no": "1", "role": "被告", "uscc": MOON, "name": "杭州旭日机械有限公司"}
    by_name = {"case_no": "2", "role": "被告", "name": "杭州旭日机械有限公司"}
    namesake = by_code | {"uscc": STRANGER}
    found = address("ruling", frame("ruling", by_code, by_name, namesake), directory())
    assert found.rows["customer_id"].to_list() == ["C2", "C1", None]
    assert found.rows["confidence"].to_list() == [1.0, 0.8, 1.0]
    assert found.strangers == 1


def test_a_prospect_is_kept_and_goes_by_its_uscc() -> None:
    found = address("listing", frame("listing", {"list_code": "专精特新", "uscc": STRANGER}), directory())
    assert found.rows["customer_id"].to_list() == [None]
    assert found.route.to_list() == [STRANGER]


@pytest.mark.parametrize(
    ("fields", "customer"),
    [
        ({"stage": "中标", "uscc": SUN, "buyer_uscc": MOON}, "C1"),
        ({"stage": "中标", "winner_uscc": SUN, "buyer_uscc": MOON}, "C1"),
        ({"stage": "候选", "winner": ["杭州旭日机械有限公司"]}, "C1"),
        ({"stage": "中标", "winner_uscc": STRANGER, "buyer_uscc": MOON}, None),
        ({"stage": "公告", "buyer_uscc": MOON}, "C2"),
        ({"stage": "公告", "buyer": "宁波明月置地有限公司", "winner": []}, "C2"),
    ],
)
def test_a_tender_is_its_winners_and_a_notice_its_buyers(fields: dict[str, Any], customer: str | None) -> None:
    assert customers("tender", {"project_no": "P", **fields}) == [customer]


def test_an_edge_goes_to_both_its_ends() -> None:
    edge = {"type": "GUARANTEE", "src_id": "C1", "dst_id": MOON}
    assert customers("relation", edge) == ["C1", "C2"]
    assert customers("relation", edge | {"dst_id": STRANGER}) == ["C1"]
    assert customers("relation", edge | {"src_id": STRANGER}) == ["C2"]
    assert customers("relation", edge | {"dst_id": SUN}) == ["C1"]
    assert customers("relation", edge | {"src_id": STRANGER, "dst_id": STRANGER}) == [None]


def test_a_guarantee_is_shown_to_the_guarantor_too() -> None:
    contract = {"object": "guarantee", "contract_no": "G", "customer_id": "C1", "guarantor_id": "C2"}
    assert customers("contract", contract, contract | {"object": "loan"}) == ["C1", "C2", "C1"]


def test_what_concerns_everybody_has_no_route() -> None:
    assert address("policy", frame("policy", {"doc_id": "d"}), directory()).route.to_list() == [None]
    rows = frame(
        "organisation", {"object": "assignment", "customer_id": "C1", "rm_id": "R"}, {"object": "rm", "rm_id": "R"}
    )
    assert address("organisation", rows, directory()).route.to_list() == ["C1", None]
