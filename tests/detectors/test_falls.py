"""What counts as a fall (RSK-30), asked of an embedded warehouse that holds a few rows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from detectors.calendar import Calendar
from detectors.profiles.asked import Asked, places
from sinks.warehouse import EmbeddedWarehouse
from sinks.warehouse.facts_schema import prepare_facts
from tests.sinks.warehouse.bank import facts

CALENDAR = Calendar()
DAY = date(2026, 3, 31)


@pytest.fixture
def warehouse(tmp_path: Path) -> Iterator[EmbeddedWarehouse]:
    opened = EmbeddedWarehouse(tmp_path)
    prepare_facts(opened)
    yield opened
    opened.close()


def ask(warehouse: EmbeddedWarehouse, day: date) -> Asked:
    return Asked(warehouse.query, places(day, CALENDAR))


def loan(days_ago: int, dpd: int) -> dict[str, Any]:
    day = DAY - timedelta(days_ago)
    return {"customer_id": "B", "object": "loan", "contract_no": "L", "dpd": dpd, "day": day, "event_id": f"{days_ago}"}


@pytest.mark.parametrize(("between", "fell"), [([loan(20, 0)], ["0"]), ([], [])])
def test_a_loan_in_arrears_again_after_it_was_cleared_falls_again(
    warehouse: EmbeddedWarehouse, between: list[dict[str, Any]], fell: list[str]
) -> None:
    warehouse.insert("contract", facts("contract", loan(40, 35), loan(39, 36), *between, loan(0, 31)))
    assert ask(warehouse, DAY)("falls")["event_id"].to_list() == fell


def test_a_case_stated_again_is_no_new_fall(warehouse: EmbeddedWarehouse) -> None:
    case = {"customer_id": "B", "case_no": "k", "role": "失信", "confidence": 1.0, "concerns": "self"}
    again = {**case, "day": DAY, "performance": "部分履行"}
    warehouse.insert("ruling", facts("ruling", {**case, "day": DAY - timedelta(30)}, again))
    assert ask(warehouse, DAY - timedelta(30))("falls").height == 1
    assert ask(warehouse, DAY)("falls").is_empty()
