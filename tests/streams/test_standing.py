"""Promises of what is kept beside the alerts: a closed day has its tags and its counters, a moved customer its own."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from sinks.warehouse import EmbeddedWarehouse
from sinks.warehouse.questions import Questions
from streams.standing import Figures, Standing
from tests.sinks.warehouse.bank import DAY, entry, facts, held, state


def counted(warehouse: EmbeddedWarehouse, day: date, kpi: str = "K01") -> int:
    rows = "SELECT sum(value) FROM counter FINAL WHERE kpi_id = {kpi} AND split = 'all' AND org_id = '' AND day = toDate32({day})"
    return int(warehouse.query(rows, kpi=kpi, day=day).item())


@pytest.fixture
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedWarehouse]:
    made = EmbeddedWarehouse(tmp_path_factory.mktemp("standing"))
    Questions(made)
    state(made)
    yield made
    made.close()


def test_a_closed_day_has_tags_and_counters(warehouse: EmbeddedWarehouse) -> None:
    Standing(warehouse).closed(DAY)
    Figures(warehouse).closed(DAY)
    told = {tag["tag_id"]: tag["value"] for tag in Questions(warehouse).tags("A")}
    assert (told["B02"], told["V01"], told["A01"]) == ("C39", "普通", "1-4")
    assert Questions(warehouse).tagged("B02", "C39") == ["A", "B", "C"]
    assert counted(warehouse, DAY) == 240


def test_days_whose_facts_have_changed_are_counted_again(warehouse: EmbeddedWarehouse) -> None:
    figures, before = Figures(warehouse), DAY - timedelta(2)
    figures.closed(DAY)
    while figures.late(1):
        pass
    assert counted(warehouse, before) == 150
    warehouse.insert("customer_day", facts("customer_day", held("B", before, 5)))
    figures.closed(DAY + timedelta(1), 2)
    while figures.late(3):
        pass
    assert [counted(warehouse, day) for day in (before - timedelta(1), before)] == [150, 105]


def test_an_open_day_is_counted_as_facts_come(warehouse: EmbeddedWarehouse) -> None:
    figures = Figures(warehouse)
    figures.counted(DAY)
    warehouse.insert("txn", facts("txn", entry("A", 7, event_id="new")))
    figures.counted(DAY, 1)
    minutes = "SELECT sum(inflow) FROM counter_minute FINAL WHERE org_id = '' AND day = toDate32({day})"
    assert (warehouse.query(minutes, day=DAY).item(), counted(warehouse, DAY, "F01")) == (107, 107)


def test_a_moved_customer_has_its_own_tags_at_once(warehouse: EmbeddedWarehouse) -> None:
    Standing(warehouse).moved(DAY, ["A"])
    assert [tag["tag_id"] for tag in Questions(warehouse).tags("A")] == ["A01"]
    assert Questions(warehouse).tags("C") == []
