"""Promises of the key figures: sums by owner and part, averages without loan money, restating, and a second way of counting that agrees."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import polars as pl
import pytest

from sinks.warehouse import EmbeddedWarehouse
from sinks.warehouse.kpi import Kpis, catalogue
from sinks.warehouse.kpi.plain import Plain, drift
from sinks.warehouse.kpi.plain.booked import Booked
from tests.sinks.warehouse.bank import DAY, entry, facts, state

NOON = datetime(DAY.year, DAY.month, DAY.day, 4, tzinfo=UTC)
ALERT = {"version": pl.UInt64(), "money_at_stake": pl.Int64()}
STEP = {"version": pl.UInt64(), "at": pl.Datetime("ms", "UTC"), "due_at": pl.Int64()}


@pytest.fixture
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedWarehouse]:
    made = EmbeddedWarehouse(tmp_path_factory.mktemp("kpi"))
    Kpis(made)
    state(made)
    yield made
    made.close()


def values(warehouse: EmbeddedWarehouse, org: str = "", rm: str | None = None) -> dict[str, int]:
    return {item["kpi_id"]: item["value"] for item in Kpis(warehouse).series(DAY, org, rm)}


def parts(warehouse: EmbeddedWarehouse, kpi: str, split: str, org: str = "") -> dict[str, int]:
    rows = Kpis(warehouse).stated(DAY).filter(kpi_id=kpi, split=split, org_id=org)
    return dict(rows.select("part", "value").rows())


def apart(warehouse: EmbeddedWarehouse, day: date, *kpis: str) -> int:
    """How many counters have drifted; the bank of `state` has balances that no entry speaks of, so deposits are left out."""
    found = drift(Kpis(warehouse).stated(day), Plain(warehouse, day).counted()).filter(pl.col("kpi_id").is_in(kpis))
    assert found.height
    return found.filter(pl.col("drift") != 0).height


def test_counters_add_up_by_owner(warehouse: EmbeddedWarehouse) -> None:
    Kpis(warehouse).refresh(DAY)
    assert [values(warehouse, *of)["K01"] for of in (("",), ("HO",), ("B1",), ("T1", "R1"), ("", "R2"))] == [
        240,
        240,
        210,
        210,
        30,
    ]
    assert (values(warehouse)["F01"], values(warehouse)["F02"], values(warehouse)["K21"]) == (100, 10, 110)


def assigned(warehouse: EmbeddedWarehouse, hour: int, **said: Any) -> None:
    """A's assignment, stated again."""
    at = {"event_time": datetime(2026, 2, 1, hour, tzinfo=UTC), "day": date(2026, 2, 1), "event_id": str(hour)}
    whole = {
        "object": "assignment",
        "id": "A",
        "customer_id": "A",
        "rm_id": "R1",
        "role": "主办",
        "valid_from": date(2026, 1, 1),
    }
    warehouse.insert("organisation", facts("organisation", {**whole, **at, **said}))


def test_an_assignment_is_what_was_said_of_it_last(warehouse: EmbeddedWarehouse) -> None:
    held = list[tuple[int | None, int]]()
    stated: list[dict[str, Any]] = [{"valid_to": date(2026, 3, 1)}, {}, {"role": "协办"}, {"rm_id": "R2"}]
    for hour, said in enumerate(stated):
        assigned(warehouse, hour, **said)
        Kpis(warehouse).refresh(DAY)
        held.append((values(warehouse, "T1", "R1").get("K01"), apart(warehouse, DAY, "F01", "F02")))
    assert held == [(50, 0), (210, 0), (50, 0), (50, 0)]


def test_the_largest_entries_of_a_day_are_known_however_many_there_are(warehouse: EmbeddedWarehouse) -> None:
    many = [entry("A" if number % 2 else "C", 1000 + number, event_id=f"M{number}") for number in range(700)]
    warehouse.insert("txn", facts("txn", *many))
    Kpis(warehouse).refresh_wall(DAY)
    ranked = "SELECT org_id, groupArray(signed) AS largest FROM (SELECT * FROM counter_movement FINAL ORDER BY org_id, rank) GROUP BY org_id"
    largest = dict(warehouse.query(ranked).rows())
    assert largest[""] == largest["HO"] == list(range(1699, 1679, -1))
    assert largest["B1"] == largest["T1"] == list(range(1699, 1659, -2))


def test_every_split_adds_up_to_the_whole(warehouse: EmbeddedWarehouse) -> None:
    Kpis(warehouse).refresh(DAY)
    assert parts(warehouse, "K01", "tier") == {"T3": 240}
    assert parts(warehouse, "K01", "industry", "B2") == {"C39": 30}
    assert parts(warehouse, "K01", "class") == {"企业": 240}
    assert parts(warehouse, "K01", "rm") == {"R1": 210, "R2": 30}


def test_the_average_leaves_out_loan_money(warehouse: EmbeddedWarehouse) -> None:
    # March 1 to 5 at the day's ends: 100, 150, 150, 210, 240 = 850; 60 of loan money lay there on the 4th and the 5th
    lent = [{"customer_id": "A", "day": DAY - timedelta(n), "left": 60} for n in (0, 1)]
    warehouse.insert("loan_money", facts("loan_money", *lent))
    Kpis(warehouse).refresh(DAY)
    assert (values(warehouse)["K02"], values(warehouse)["K01L"]) == ((850 - 120) // 5, 60)


def test_a_term_deposit_counts_while_it_runs(warehouse: EmbeddedWarehouse) -> None:
    # 1000 from the 2nd until it matures on the 4th; 500 from the 5th on
    told = [("D1", 2, 1000, date(2026, 3, 4)), ("D2", 5, 500, date(2027, 3, 5))]
    rows = [
        {"customer_id": "C", "object": "deposit", "kind": "大额存单", "contract_no": n, "principal": p, "maturity": m, "day": date(2026, 3, d)}
        for n, d, p, m in told
    ]  # fmt: skip
    warehouse.insert("contract", facts("contract", *rows))
    Kpis(warehouse).refresh(DAY)
    assert parts(warehouse, "K01", "product") == {"活期": 240, "大额存单": 500}
    assert parts(warehouse, "K02", "product") == {"活期": 850, "大额存单": 2 * 1000 + 500}
    assert values(warehouse)["K02"] == (850 + 2500) // 5


def test_a_day_counted_again_says_nothing_new_and_then_what_has_changed(warehouse: EmbeddedWarehouse) -> None:
    kpis = Kpis(warehouse)
    kpis.refresh(DAY)
    assert kpis.refresh(DAY, 1).is_empty()
    taken_back = entry("C", -30, cdt_dbt="CRDT", op_in=False, op_out=False, reversal=True, event_id="back")
    warehouse.insert("txn", facts("txn", taken_back))
    kpis.refresh(DAY, 2)
    assert (values(warehouse)["F01"], values(warehouse, "T2")["F01"]) == (70, 0)


def test_a_corrected_record_restates_its_day(warehouse: EmbeddedWarehouse) -> None:
    kpis = Kpis(warehouse)
    kpis.refresh(DAY)
    first = warehouse.query("SELECT * FROM txn FINAL WHERE customer_id = 'C'")
    warehouse.insert(
        "txn", first.with_columns(signed=pl.lit(25, pl.Int64), op=pl.lit("U"), version=pl.lit(2, pl.UInt64))
    )
    kpis.refresh(DAY, 1)
    assert (values(warehouse)["F01"], values(warehouse)["E05"], apart(warehouse, DAY, "F01", "E01", "E05")) == (
        95,
        1,
        0,
    )


def test_work_is_counted_and_money_that_stayed(warehouse: EmbeddedWarehouse) -> None:
    found = [{"customer_id": "A", "rule_id": "OUT-05", "finding_id": i, "audience": a, "state": "open", "severity": "P1"} for i, a in (("1", "normal"), ("2", "aml"))]  # fmt: skip
    warehouse.insert("finding", facts("finding", *found))
    steps = [
        ("early", "closed", 1, "normal"),
        ("late", "closed", -1, "normal"),
        ("early", "acked", 1, "normal"),
        ("secret", "closed", 1, "aml"),
    ]
    said = [
        {"customer_id": "A", "alert_id": i, "event_id": f"{i}{s}", "state": s, "audience": a, "at": NOON, "result_code": "有效-已落地",
         "due_at": int((NOON + timedelta(n)).timestamp() * 1000), "version": 1} for i, s, n, a in steps
    ]  # fmt: skip
    warehouse.insert("task_event", pl.DataFrame(said, schema_overrides=STEP))
    alerts = [{"customer_id": "A", "alert_id": i, "rule_id": "OUT-05", "money_at_stake": 700, "audience": "normal", "version": 1} for i in ("early", "late")]  # fmt: skip
    warehouse.insert("alert", pl.DataFrame(alerts, schema_overrides=ALERT))
    Kpis(warehouse).refresh(DAY)
    assert [values(warehouse)[kpi] for kpi in ("P01", "P02", "P03", "P04", "P05")] == [1, 2, 1, 1, 1400]
    assert (parts(warehouse, "P01", "rule"), parts(warehouse, "P01", "severity")) == ({"OUT-05": 1}, {"P1": 1})
    assert apart(warehouse, DAY, "P01", "P02", "P03", "P04", "P05", "E02") == 0


def test_a_second_way_of_counting_agrees_and_shows_what_has_drifted(warehouse: EmbeddedWarehouse) -> None:
    day, kpis = date(2026, 4, 2), Kpis(warehouse)
    warehouse.insert("txn", facts("txn", entry("B", 500, day=day, bal_after=500, ccy="CNY")))
    kpis.refresh(day)
    assert apart(warehouse, day, "F01", "K21", "E01") == 0
    warehouse.insert("txn", facts("txn", entry("B", 7, day=day, event_id="late")))
    found = drift(kpis.stated(day), Plain(warehouse, day).counted()).filter(split="rm", kpi_id="F01", org_id="T1")
    assert found["drift"].to_list() == [-7]
    kpis.refresh(day, 1)
    assert apart(warehouse, day, "F01", "K21", "E01") == 0


def test_minutes_are_counted_where_something_was_stored(warehouse: EmbeddedWarehouse) -> None:
    kpis = Kpis(warehouse)
    kpis.refresh_wall(DAY)
    rows = "SELECT minute, inflow, outflow FROM counter_minute FINAL WHERE org_id = 'B1' ORDER BY minute"
    assert warehouse.query(rows).rows() == [(600, 70, 0), (601, 0, 10)]
    since = kpis.clock()
    warehouse.insert("txn", facts("txn", entry("B", 7, event_id="late")))
    kpis.refresh_wall(DAY, 1, since)
    assert warehouse.query(rows).rows() == [(600, 77, 0), (601, 0, 10)]


def test_every_key_figure_has_names_and_a_unit() -> None:
    assert all(kpi.zh and kpi.en and kpi.unit in ("fen", "count") for kpi in catalogue().values())
    assert {"K01", "K02", "K10", "K16", "K19", "M01", "P01", "P05", "E01", "E04"} <= set(catalogue())


BOOKED = {
    "event_id": "a",
    "bank_ref": "A",
    "original_ref": None,
    "op": "I",
    "reversal": False,
    "cdt_dbt": "CRDT",
    "customer_id": "C",
    "amt_cny": 9,
}


@pytest.mark.parametrize(
    ("then", "moves"),
    [
        ({"op": "U", "original_ref": "a", "signed": 5}, -4),
        ({"op": "U", "original_ref": "A", "signed": 5}, -4),
        ({"op": "D", "original_ref": "a", "reversal": True, "status": "TAKEN_BACK", "signed": 0}, -9),
        ({"signed": 9}, 9),
    ],
)
def test_a_balance_says_what_stood_in_the_account_until_an_entry_was_taken_back(then: dict[str, object], moves: int) -> None:  # fmt: skip
    booked = Booked()
    assert booked.moves({**BOOKED, "status": "TAKEN_BACK", "signed": 0}) == 9
    assert booked.moves({**BOOKED, "event_id": "b", "bank_ref": "B", "status": "BOOK", **then}) == moves
