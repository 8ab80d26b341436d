"""Promises of the key figures: sums by owner, averages without loan money, restating, and a second way of counting that agrees."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest

from sinks.warehouse import EmbeddedWarehouse
from sinks.warehouse.kpi import Kpis, catalogue
from sinks.warehouse.kpi.plain import Plain, drift
from sinks.warehouse.questions import Scope
from tests.sinks.warehouse.bank import DAY, entry, facts, held, state


@pytest.fixture
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedWarehouse]:
    made = EmbeddedWarehouse(tmp_path_factory.mktemp("kpi"))
    Kpis(made)
    state(made)
    yield made
    made.close()


def values(warehouse: EmbeddedWarehouse, scope: Scope | None = None) -> dict[str, int]:
    return {item["kpi_id"]: item["value"] for item in Kpis(warehouse).series(DAY, scope)}


def test_counters_add_up_by_owner(warehouse: EmbeddedWarehouse) -> None:
    Kpis(warehouse).refresh(DAY)
    assert (values(warehouse)["K01"], values(warehouse, Scope(frozenset({"R2"})))["K01"]) == (240, 30)
    assert (values(warehouse)["F01"], values(warehouse)["F02"], values(warehouse)["K21"]) == (100, 10, 110)


def test_the_average_leaves_out_loan_money(warehouse: EmbeddedWarehouse) -> None:
    # March 1 to 5 at the day's ends: 100, 150, 150, 210, 240 = 850; 60 of loan money lay there on the 4th and the 5th
    lent = [{"customer_id": "A", "day": DAY - timedelta(n), "left": 60} for n in (0, 1)]
    warehouse.insert("loan_money", facts("loan_money", *lent))
    Kpis(warehouse).refresh(DAY)
    assert (values(warehouse)["K02"], values(warehouse)["K01L"]) == ((850 - 120) // 5, 60)


def test_a_day_counted_again_replaces_what_it_said(warehouse: EmbeddedWarehouse) -> None:
    kpis = Kpis(warehouse)
    first = kpis.refresh(DAY)
    assert kpis.refresh(DAY).equals(first)
    taken_back = entry("C", -30, cdt_dbt="CRDT", op_in=False, op_out=False, reversal=True, event_id="back")
    warehouse.insert("txn", facts("txn", taken_back))
    kpis.refresh(DAY)
    assert values(warehouse)["F01"] == 70


def test_alerts_are_counted_when_opened_and_when_closed_in_time(warehouse: EmbeddedWarehouse) -> None:
    found = [
        {"customer_id": "A", "rule_id": "OUT-05", "finding_id": i, "audience": a, "state": "open"}
        for i, a in (("1", "normal"), ("2", "aml"))
    ]
    warehouse.insert("finding", facts("finding", *found))
    noon = datetime(DAY.year, DAY.month, DAY.day, 4, tzinfo=UTC)
    closed = [
        {"customer_id": "A", "alert_id": i, "event_id": i, "state": "closed", "at": noon} for i in ("early", "late")
    ]
    warehouse.insert("task_event", facts("task_event", *closed))
    due = [{"alert_id": "early", "due_at": noon + timedelta(1)}, {"alert_id": "late", "due_at": noon - timedelta(1)}]
    warehouse.insert("task", facts("task", *due))
    Kpis(warehouse).refresh(DAY)
    assert [values(warehouse)[kpi] for kpi in ("P01", "P02", "P03")] == [1, 2, 1]


def test_a_second_way_of_counting_agrees_and_shows_what_has_drifted(warehouse: EmbeddedWarehouse) -> None:
    day = date(2026, 4, 2)
    warehouse.insert("txn", facts("txn", entry("B", 500, day=day, bal_after=500, ccy="CNY")))
    warehouse.insert("customer_day", facts("customer_day", held("B", day, 500)))
    kpis = Kpis(warehouse)
    kpis.refresh(day)
    apart = drift(kpis.stated(day), Plain(warehouse, day).counted()).filter(rm_id="R1", kpi_id="F01")
    assert apart["drift"].to_list() == [0]
    warehouse.insert("txn", facts("txn", entry("B", 7, day=day, event_id="late")))
    apart = drift(kpis.stated(day), Plain(warehouse, day).counted()).filter(rm_id="R1", kpi_id="F01")
    assert apart["drift"].to_list() == [-7]


def test_every_key_figure_has_names_and_a_unit() -> None:
    assert all(kpi.zh and kpi.en and kpi.unit in ("fen", "count") for kpi in catalogue().values())
    assert {"K01", "K02", "K10", "K16", "K19", "M01", "P01", "P02", "P03"} <= set(catalogue())
