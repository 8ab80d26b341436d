"""Promises of the questions pages ask: held balances, scopes that follow the tree, lists that mask, secrets that stay."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from sinks.warehouse import EmbeddedWarehouse
from sinks.warehouse.kpi import Kpis
from sinks.warehouse.questions import Questions, wall
from tests.sinks.warehouse.bank import DAY, facts, state


@pytest.fixture(scope="module")
def questions(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Questions]:
    warehouse = EmbeddedWarehouse(tmp_path_factory.mktemp("questions"))
    asked = Questions(warehouse)
    state(warehouse)
    due = {
        "customer_id": "C",
        "object": "loan",
        "contract_no": "L",
        "principal": 900,
        "maturity": DAY + timedelta(9),
        "day": DAY - timedelta(2),
    }
    warehouse.insert("contract", facts("contract", due))
    for day in (DAY.replace(day=1) - timedelta(1), DAY - timedelta(1), DAY):
        Kpis(warehouse).refresh(day)
        Kpis(warehouse).refresh_wall(day)
    yield asked
    warehouse.close()


def test_a_day_without_entries_keeps_the_balance_of_the_one_before(questions: Questions) -> None:
    series = questions.balance("A", DAY, days=4)  # 02-20: 100 … 03-04: 160
    assert [(row["day"], row["bal"]) for row in series] == [
        ("2026-03-02", 100), ("2026-03-03", 100), ("2026-03-04", 160), ("2026-03-05", 160),
    ]  # fmt: skip


def test_a_customer_is_found_by_name_uscc_and_account_tail(questions: Questions) -> None:
    for text, found in (("纺织", "A"), ("9133000000000000C", "C"), ("9911", "B"), ("C", "C")):
        assert [row["customer_id"] for row in questions.customers(DAY, text)[0]] == [found]


def test_entries_are_those_of_all_or_of_one_counterparty(questions: Questions) -> None:
    assert [row["amount"] for row in questions.facts("A", DAY, DAY)] == [10, 70]
    assert [row["amount"] for row in questions.facts("A", DAY, DAY, counterparty="丁公司")] == [10]


def test_a_list_masks_the_uscc_and_a_customer_page_names_the_owner(questions: Questions) -> None:
    assert questions.customers(DAY, "纺织")[0][0]["uscc"] == "9133**********00AX"
    customer = questions.customer("A", DAY)
    assert customer is not None
    assert (customer["owner_name"], customer["org_name"]) == ("经理1", "机构T1")


def test_an_assignment_counts_from_the_day_it_begins(questions: Questions) -> None:
    assert questions.customer("A", date(2025, 12, 31)) is None


def test_the_wall_adds_up_what_the_tree_holds(questions: Questions) -> None:
    whole, branch = wall(questions, DAY), wall(questions, DAY, "B1")
    assert whole["deposit"] == {
        "now": 240,
        "yesterday": 210,
        "month_start": 100,
        "average": (100 + 150 + 150 + 210 + 240) // 5,
    }
    assert branch["deposit"]["now"] == 210
    assert [(b["org_id"], b["deposit"], b["change"]) for b in whole["branches"]] == [("B1", 210, 0), ("B2", 30, 30)]
    assert (whole["in_today"], whole["out_today"], branch["net_in_today"]) == (100, 10, 60)


def test_what_falls_due_is_told_by_its_day(questions: Questions) -> None:
    told = {"day": (DAY + timedelta(9)).isoformat(), "loan": 900, "deposit": 0, "bill": 0}
    assert [wall(questions, DAY, org)["maturities"] for org in (None, "B2", "B1")] == [[told], [told], []]


def test_minutes_are_the_banks_minutes(questions: Questions) -> None:
    assert wall(questions, DAY)["minutes"][0] == {"minute": "10:00", "inflow": 70, "outflow": 0}


def test_counterparties_are_told_apart_by_way(questions: Questions) -> None:
    found = questions.counterparties("A", DAY)
    assert [row["name"] for row in found["in"]] == ["甲公司"]
    assert [row["amount"] for row in found["out"]] == [10]
    assert found["other_bank_share"] == 1.0
    assert [(row["bank"], row["own_bank"]) for row in found["in"]] == [("乙银行", False)]


def test_money_laundering_findings_are_on_no_timeline(questions: Questions) -> None:
    said = [
        {"customer_id": "A", "rule_id": f"RSK-{a}", "finding_id": a, "audience": a, "state": "open", "title_zh": a}
        for a in ("aml", "risk", "normal")
    ]
    questions._warehouse.insert("finding", facts("finding", *said))
    kinds = {row["text_zh"] for row in questions.timeline("A", DAY) if row["kind"] == "finding"}
    assert kinds == {"normal"}


def test_an_organisation_is_what_was_said_of_it_last_and_may_have_nobody_above_it_any_more(
    questions: Questions,
) -> None:
    def above(day: date) -> str | None:
        return {row["id"]: row["parent_id"] for row in questions.ask("organisations", day=day).to_dicts()}["B2"]

    freed = {"object": "org", "id": "B2", "parent_id": None, "name": "独立支行", "day": DAY + timedelta(1)}
    questions._warehouse.insert("organisation", facts("organisation", freed))
    assert [above(DAY + timedelta(days)) for days in (0, 1)] == ["HO", None]
