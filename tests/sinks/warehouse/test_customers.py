"""Promises of the list of customers, and of whom a card shows beside one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import polars as pl

from sinks.warehouse import EmbeddedWarehouse
from sinks.warehouse.questions import Questions
from tests.sinks.warehouse.bank import DAY, facts

AT = datetime(DAY.year, DAY.month, DAY.day, tzinfo=UTC)

# customer → (days ago, balance as the close saw it, balance as it is)
MOVED: dict[str, list[tuple[int, int, int]]] = {
    "quiet": [(300, 7, 7)], "today": [(9, 1, 1), (0, 0, 3)], "late": [(3, 5, 6)], "long ago": [(1_000, 9, 9)], "again": [(1_000, 2, 2), (20, 4, 4)],
}  # fmt: skip


def test_a_list_has_each_balance_as_it_is_whenever_it_last_moved(tmp_path: Path) -> None:
    warehouse = EmbeddedWarehouse(tmp_path)
    asked, closed = Questions(warehouse), DAY - timedelta(1)
    for customer, days in MOVED.items():
        warehouse.insert(
            "customer", facts("customer", {"customer_id": customer, "name": customer, "day": DAY - timedelta(1_000)})
        )
        told = [
            {"customer_id": customer, "day": DAY - timedelta(ago), "bal": bal, "version": 5} for ago, _, bal in days
        ]
        warehouse.insert("customer_day", facts("customer_day", *told))
        seen = [bal for ago, bal, _ in days if 1 <= ago < 800]
        if seen:
            warehouse.insert(
                "profile", pl.DataFrame([{"customer_id": customer, "day": closed, "bal": seen[-1], "version": 4}])
            )
    listed = {row["customer_id"]: row["bal"] for row in asked.customers(DAY)[0]}
    assert listed == {"long ago": 9, "quiet": 7, "late": 6, "again": 4, "today": 3}
    assert listed == {one: row["bal"] for one in MOVED for row in asked.customers(DAY, of=[one])[0]}
    of_tag = {"tag_id": "B01", "evidence": "", "since": DAY, "as_of": DAY, "tag_version": 1, "version": 1}
    warehouse.insert(
        "tag",
        pl.DataFrame(
            [{**of_tag, "customer_id": "late", "value": "1"}, {**of_tag, "customer_id": "again", "value": ""}]
        ),
    )
    assert [row["customer_id"] for row in asked.customers(DAY, tag="B01")[0]] == ["late"]
    of_a_large_branch = [f"{n:08d}" for n in range(30_000)]
    assert len(asked.customers(DAY, of=[*MOVED, *of_a_large_branch])[0]) == len(MOVED)
    warehouse.close()


def test_beside_a_customer_are_those_of_its_group_now_and_whom_it_is_tied_to(tmp_path: Path) -> None:
    warehouse = EmbeddedWarehouse(tmp_path)
    asked = Questions(warehouse)
    told = [
        ("A", "G1", 3),
        ("A", "G2", 1),
        ("B", "G2", 3),
        ("B", "G1", 1),
        ("C", "G1", 3),
        ("D", "G2", 3),
        ("D", "G1", 1),
        ("E", None, 1),
        ("F", "G2", 1),
    ]
    customers = [
        {
            "customer_id": one,
            "name": f"名{one}",
            "group_id": group,
            "event_id": f"{one}{ago}",
            "event_time": AT - timedelta(ago),
            "day": DAY - timedelta(ago),
        }
        for one, group, ago in told
    ]
    warehouse.insert("customer", facts("customer", *customers))
    edge = {"customer_id": "A", "src_id": "E", "dst_id": "A", "type": "GUARANTEE", "day": DAY, "event_time": AT}
    warehouse.insert("relation", facts("relation", edge, {**edge, "src_id": "A", "dst_id": "X", "type": "SUPPLY"}))
    relations = asked.relations("A", DAY)
    assert {row["other_id"]: row["is_customer"] for row in relations} == {"E": True, "X": False, "F": True}
    beside = {(row["other_id"], row["name"], row["type"], row["way"]) for row in relations}
    assert beside == {
        ("E", "名E", "GUARANTEE", "from"), ("X", "X", "SUPPLY", "to"), ("F", "名F", "SAME_GROUP", "beside"),
    }  # fmt: skip
    warehouse.close()
