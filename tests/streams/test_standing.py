"""Promises of what is kept beside the alerts: a closed day has its tags and its counters, a moved customer its own."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NoReturn

import polars as pl
import pytest

from sinks.warehouse import EmbeddedWarehouse, WarehouseDown
from sinks.warehouse.questions import Questions
from streams.standing import Figures, Standing
from tests.sinks.warehouse.bank import DAY, entry, facts, held, state


def counted(warehouse: EmbeddedWarehouse, day: date, kpi: str = "K01") -> int:
    rows = "SELECT sum(value) FROM counter FINAL WHERE kpi_id = {kpi} AND split = 'all' AND org_id = '' AND day = toDate32({day})"
    return int(warehouse.query(rows, kpi=kpi, day=day).item())


def down(table: str, rows: pl.DataFrame) -> NoReturn:
    raise WarehouseDown(f"{table}: {rows.height} rows are not stored")


def clock(warehouse: EmbeddedWarehouse) -> int:
    return int(warehouse.query("SELECT toInt64(toUnixTimestamp(now()))").item())


def next_second(warehouse: EmbeddedWarehouse) -> int:
    """The store's clock when it has moved on: it stamps whole seconds, and nothing has been stored in this one."""
    before = now = clock(warehouse)
    while now == before:
        now = clock(warehouse)
    return now


def under_way_at(moment: int, warehouse: EmbeddedWarehouse, day: date) -> None:
    """An entry of 7 whose insert had begun a second before that, and which can be read only now."""
    warehouse.execute(f"ALTER TABLE txn MODIFY COLUMN stored_at DateTime MATERIALIZED toDateTime({moment - 1})")
    warehouse.insert("txn", facts("txn", entry("A", 7, event_id="new", day=day)))


def close(standing: Standing, day: date) -> None:
    standing.close(day)
    while standing.closing:
        standing.closed()


@pytest.fixture
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedWarehouse]:
    made = EmbeddedWarehouse(tmp_path_factory.mktemp("standing"))
    Questions(made)
    state(made)
    yield made
    made.close()


def test_a_closed_day_has_tags_and_counters(warehouse: EmbeddedWarehouse) -> None:
    close(Standing(warehouse), DAY)
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


def test_what_was_being_stored_while_the_wall_was_counted_is_counted_next(warehouse: EmbeddedWarehouse) -> None:
    figures, began = Figures(warehouse), next_second(warehouse)
    figures.counted(DAY)
    under_way_at(began, warehouse, DAY)
    figures.counted(DAY, 1)
    minutes = "SELECT sum(inflow) FROM counter_minute FINAL WHERE org_id = '' AND day = toDate32({day})"
    assert warehouse.query(minutes, day=DAY).item() == 107


def test_what_was_being_stored_while_a_day_was_closed_is_counted_with_the_next(warehouse: EmbeddedWarehouse) -> None:
    figures, began, before = Figures(warehouse), next_second(warehouse), DAY - timedelta(2)
    for run, day in enumerate((DAY, DAY + timedelta(1)), 1):
        figures.closed(day, run)
        while figures.late(run):
            pass
        if run == 1:
            under_way_at(began, warehouse, before)
    assert counted(warehouse, before, "F01") == 7


def tags(warehouse: EmbeddedWarehouse, customer: str) -> dict[str, str]:
    return {tag["tag_id"]: tag["value"] for tag in Questions(warehouse).tags(customer)}


def noticed(warehouse: EmbeddedWarehouse, customer: str) -> None:
    warehouse.insert("ruling", facts("ruling", {"customer_id": customer, "case_no": "K1", "role": "被告"}))


def said(warehouse: EmbeddedWarehouse) -> list[pl.DataFrame]:
    """Every tag, and every day on which one changed."""
    rows = "SELECT customer_id, tag_id, value, evidence, since, as_of FROM {} FINAL ORDER BY customer_id, tag_id, as_of"
    return [warehouse.query(rows.format(table)) for table in ("tag", "tag_history")]


def test_what_is_told_while_a_day_is_closed_waits_for_a_slice_and_all_is_as_if_the_close_had_been_before(
    warehouse: EmbeddedWarehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    next_day, standing = DAY + timedelta(1), Standing(warehouse)
    monkeypatch.setattr("streams.standing.SPAN", 1)
    noticed(warehouse, "C")  # on the day that is over
    standing.close(DAY)
    standing.closed()
    standing.told(next_day)
    assert (len(tags(warehouse, "A")) > 3, tags(warehouse, "C")) == (True, {"R07": "被告"})
    while standing.closing:
        standing.closed()
    sliced = said(warehouse)
    for table in ("tag", "tag_history"):
        warehouse.execute(f"TRUNCATE TABLE {table}")
    close(standing, DAY)
    Standing(warehouse).told(next_day)
    assert [one.equals(other) for one, other in zip(said(warehouse), sliced, strict=True)] == [True, True]


def test_a_moved_customer_has_its_own_tags_at_once(warehouse: EmbeddedWarehouse) -> None:
    standing = Standing(warehouse)
    standing.moved({"txn": {"A"}})
    standing.entered(DAY)
    assert (tags(warehouse, "A"), tags(warehouse, "C")) == ({"A01": "1-4"}, {})


def test_a_notice_s_tag_does_not_wait_for_what_is_worked_out_from_entries(warehouse: EmbeddedWarehouse) -> None:
    standing = Standing(warehouse)
    standing.told(DAY)
    noticed(warehouse, "C")
    standing.moved({"txn": {"A", "B", "C"}, "ruling": {"C"}})
    standing.told(DAY)
    assert (tags(warehouse, "A"), tags(warehouse, "C")) == ({}, {"R07": "被告"})


def test_everybody_whose_entries_have_come_is_looked_at_in_the_end_and_whoever_waits_longest_first(
    warehouse: EmbeddedWarehouse,
) -> None:
    standing, seen = Standing(warehouse), list[list[str]]()
    standing.moved({"txn": {"C"}})
    for news in ({"txn": {"A"}}, {"txn": {"A"}}, {}):
        standing.moved(news)
        standing.entered(DAY, most=1)
        seen.append([customer for customer in "ABC" if tags(warehouse, customer)])
    assert seen == [["C"], ["A", "C"], ["A", "C"]]


def test_a_day_that_begins_ends_what_was_valid_until_the_day_before(warehouse: EmbeddedWarehouse) -> None:
    standing = Standing(warehouse)
    listed = {"customer_id": "C", "list_code": "观察名单", "status": "正式", "valid_to": DAY}
    warehouse.insert("listing", facts("listing", listed))
    standing.told(DAY)
    assert tags(warehouse, "C") == {"R02": "1"}
    standing.told(DAY + timedelta(1))
    assert tags(warehouse, "C") == {}


def test_who_waits_for_a_warehouse_that_is_away_is_looked_at_when_it_is_back(
    warehouse: EmbeddedWarehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    standing = Standing(warehouse)
    standing.told(DAY)
    noticed(warehouse, "C")
    standing.moved({"ruling": {"C"}, "txn": {"C"}})
    with monkeypatch.context() as away:
        away.setattr(warehouse, "insert", down)
        for look in (standing.told, standing.entered):
            with pytest.raises(WarehouseDown):
                look(DAY)
    standing.told(DAY)
    standing.entered(DAY)
    assert tags(warehouse, "C") == {"A01": "1-4", "R07": "被告"}


def test_a_notice_that_is_not_stored_yet_is_stored_for_its_tag_once_and_for_all(
    warehouse: EmbeddedWarehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    standing = Standing(warehouse)
    standing.told(DAY)
    standing.ahead({"ruling": [facts("ruling", {"customer_id": "C", "case_no": "K1", "role": "被告"})]})
    with monkeypatch.context() as away:
        away.setattr(warehouse, "insert", down)
        with pytest.raises(WarehouseDown):
            standing.told(DAY)
    standing.told(DAY)
    noticed(warehouse, "C")  # the checkpoint
    assert tags(warehouse, "C") == {"R07": "被告"}
    assert warehouse.query("SELECT count() FROM ruling FINAL").item() == 1
