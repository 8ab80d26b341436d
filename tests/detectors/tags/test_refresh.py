"""Promises of a tag refresh: since when, vanished values said, a day restated, the earlier days untouched; mistakes in sentences."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from detectors.tags import TagMistake, Tags, read_catalogue
from detectors.tags.model import read_tag
from sinks.warehouse import EmbeddedWarehouse
from sinks.warehouse.facts_schema import prepare_facts
from tests.sinks.warehouse.bank import entry, facts

DAY = date(2026, 3, 1)


@pytest.fixture
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedWarehouse]:
    made = EmbeddedWarehouse(tmp_path_factory.mktemp("refresh"))
    prepare_facts(made)
    made.insert("txn", facts("txn", *(entry(c, 5, channel="银企直联", day=DAY) for c in ("A", "B", "C"))))
    yield made
    made.close()


def refreshed(warehouse: EmbeddedWarehouse, day: date, customers: list[str] | None = None) -> None:
    rows = Tags(warehouse.query, [read_catalogue()["A04"]]).refresh(day, customers)  # direct link within 30 days
    for table, frame in rows._asdict().items():
        warehouse.insert(table, frame)


def present(warehouse: EmbeddedWarehouse, customer: str) -> list[tuple[str, date, date]]:
    return warehouse.query("SELECT value, since, as_of FROM tag FINAL WHERE customer_id = {c}", c=customer).rows()


def test_a_value_holds_since_its_first_day_and_its_end_is_said(warehouse: EmbeddedWarehouse) -> None:
    for after in (0, 1, 1, 30, 31):
        refreshed(warehouse, DAY + timedelta(after), ["A"])
    ended = DAY + timedelta(30)  # the entry has left the 30 days
    assert present(warehouse, "A") == [("", ended, ended)]
    history = warehouse.query(
        "SELECT as_of, value FROM tag_history FINAL WHERE customer_id = 'A' ORDER BY as_of"
    ).rows()
    assert history == [(DAY, "1"), (ended, "")]


def test_only_the_customers_asked_for_are_touched(warehouse: EmbeddedWarehouse) -> None:
    refreshed(warehouse, DAY, ["B"])
    assert (len(present(warehouse, "B")), len(present(warehouse, "C"))) == (1, 0)
    refreshed(warehouse, DAY + timedelta(2))
    assert present(warehouse, "B") == [("1", DAY, DAY + timedelta(2))]


def test_a_day_judged_anew_replaces_what_it_said(warehouse: EmbeddedWarehouse) -> None:
    day = DAY + timedelta(40)
    for at in (DAY, day):
        refreshed(warehouse, at, ["C"])
    warehouse.insert("txn", facts("txn", entry("C", 7, channel="银企直联", day=day)))  # a late entry
    refreshed(warehouse, day, ["C"])
    stated = warehouse.query("SELECT value FROM tag_history FINAL WHERE customer_id = 'C' ORDER BY as_of").to_series()
    assert stated.to_list() == ["1", "1"]


def test_many_customers_are_asked_for_in_parts(warehouse: EmbeddedWarehouse) -> None:
    many = [f"X{n}" for n in range(1500)] + ["A"]
    rows = Tags(warehouse.query, [read_catalogue()["A04"]]).refresh(DAY, many)
    assert rows.tag["customer_id"].to_list() == ["A"]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("SELECT 1", "write /\\* YAML \\*/ and SELECT"),
        ("/*\nid: Z1\n*/\nSELECT customer_id, 1 AS value, 2 AS evidence FROM days", "Field required"),
    ],
)
def test_a_mistake_is_a_sentence(tmp_path: Path, text: str, sentence: str) -> None:
    path = tmp_path / "z1_x.sql"
    path.write_text(text)
    with pytest.raises(TagMistake, match=sentence):
        read_tag(path)


def test_values_are_written_for_people() -> None:
    tags = read_catalogue()
    assert tags["A04"].written("1") == ("是", "yes")
    assert tags["V08"].written("0.256") == ("25.6%", "25.6%")
    assert tags["R01"].written("red") == ("红色", "red")
