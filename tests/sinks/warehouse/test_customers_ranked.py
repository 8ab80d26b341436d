"""Promise of the list of customers: whatever is said of them, in whatever order and however often, it is the list that a reading of every row gives."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sinks.warehouse import EmbeddedWarehouse
from sinks.warehouse.migrations import migrations
from sinks.warehouse.questions import Questions
from tests.sinks.warehouse.bank import DAY, facts

TABLES = ("customer", "customer_day", "account", "tag", "customer_now")
WHO = st.sampled_from("ABCDEF")
AGO = st.integers(0, 900)
Named = tuple[str, int, str | None]  # customer, days ago, name
Moved = tuple[str, int, int, int]  # customer, days ago, version, balance
Tagged = tuple[str, bool]
Row = dict[str, Any]

named = st.tuples(WHO, AGO, st.sampled_from(("甲银杏", "乙银杏", "丙钢铁", None)))
moved = st.tuples(WHO, AGO, st.integers(1, 3), st.integers(-3, 9))
tagged = st.tuples(WHO, st.booleans())
asked = st.fixed_dictionaries(
    {
        "text": st.sampled_from(("", "银杏", "B", "6228")),
        "tag": st.sampled_from(("", "B01")),
        "of": st.none() | st.lists(WHO, unique=True),
        "limit": st.integers(1, 3),
    }
)


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedWarehouse]:
    made = EmbeddedWarehouse(tmp_path_factory.mktemp("ranked"))
    Questions(made)
    yield made
    made.close()


@settings(max_examples=40)
@given(
    st.lists(named, unique_by=lambda one: one[:2]),
    st.lists(moved, unique_by=lambda one: one[:3]),
    st.lists(tagged, unique_by=lambda one: one[0]),
    st.lists(asked, min_size=1, max_size=4),
)
def test_a_list_is_that_of_a_reading_of_every_row(
    warehouse: EmbeddedWarehouse, names: list[Named], days: list[Moved], tags: list[Tagged], questions: list[Row]
) -> None:
    _state(warehouse, names, days, tags)
    for one in questions:
        limit = one.pop("limit")
        assert _walked(Questions(warehouse), limit, **one) == _read(names, days, tags, **one)


@settings(max_examples=5)
@given(st.lists(moved, unique_by=lambda one: one[:3], min_size=1))
def test_a_bank_that_was_stored_before_has_the_same_list(warehouse: EmbeddedWarehouse, days: list[Moved]) -> None:
    _state(warehouse, [("A", 0, "甲"), ("B", 0, "乙")], days, [])
    before = Questions(warehouse).customers(DAY)
    warehouse.execute("TRUNCATE TABLE customer_now")
    warehouse._apply(next(one for one in migrations() if one.name == "customer_now"))
    assert Questions(warehouse).customers(DAY) == before


def _walked(questions: Questions, limit: int, **asked: Any) -> list[tuple[str, int]]:
    """Page after page to the end; each but the last is full."""
    found, place = list[tuple[str, int]](), 0
    while True:
        rows, after = questions.customers(DAY, limit=limit, place=place, **asked)
        found += [(row["customer_id"], row["bal"]) for row in rows]
        if after is None:
            return found
        assert len(rows) == limit
        place = after


def _state(warehouse: EmbeddedWarehouse, names: list[Named], days: list[Moved], tags: list[Tagged]) -> None:
    """Everything twice, the second time in another order; C alone has an account."""
    for table in TABLES:
        warehouse.execute(f"TRUNCATE TABLE {table}")
    rows = {
        "customer": [_named(*one) for one in names],
        "customer_day": [
            {"customer_id": who, "day": DAY - timedelta(ago), "version": version, "bal": bal}
            for who, ago, version, bal in days
        ],
        "account": [{"customer_id": "C", "account_no": "106228"}],
    }
    for table, some in rows.items():
        for order in (some, some[::-1]):
            warehouse.insert(table, facts(table, *order))
    held = {"tag_id": "B01", "evidence": "", "since": DAY, "as_of": DAY, "tag_version": 1, "version": 1}
    warehouse.insert(
        "tag", pl.DataFrame([{**held, "customer_id": who, "value": "1" if it else ""} for who, it in tags])
    )


def _named(who: str, ago: int, name: str | None) -> Row:
    at = datetime(DAY.year, DAY.month, DAY.day, tzinfo=UTC) - timedelta(ago)
    return {"customer_id": who, "name": name, "day": at.date(), "event_time": at, "event_id": f"{who}{ago}"}


def _read(
    names: list[Named], days: list[Moved], tags: list[Tagged], text: str, tag: str, of: list[str] | None
) -> list[tuple[str, int]]:  # fmt: skip
    called = {who: name for who, _, name in sorted(names, key=lambda one: -one[1])}
    bals = {who: bal for who, _, _, bal in sorted(days, key=lambda one: (-one[1], one[2]))}
    holds = {who for who, it in tags if it}
    found = [
        (who, bals.get(who, 0))
        for who, name in called.items()
        if (of is None or who in of)
        and (not tag or who in holds)
        and (text in (name or "") or text == who or (who, text) == ("C", "6228"))
    ]
    return sorted(found, key=lambda one: (-one[1], one[0]))
