"""Every tag in the catalogue keeps the house's promises: each example gives its value on a real ClickHouse; a new tag is covered the day it is added."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest

from detectors.tags import Kind, Tag, Tags, read_catalogue
from detectors.tags.statements import tables
from sinks.warehouse import EmbeddedWarehouse
from sinks.warehouse.facts_schema import fact_tables, prepare_facts
from tests.sinks.warehouse.bank import facts

TODAY = date(2026, 3, 31)
CATALOGUE = read_catalogue()
EXAMPLES = [(tag, i) for tag in CATALOGUE.values() for i in range(len(tag.examples))]
FLOWS = {"op_in": True, "cp_kind": "company", "cp_name": "甲公司", "business": "transfer"}
SECRET = ("RSK-08", "RSK-09", "AML", "反洗钱", "洗钱")


def rows_of(tag: Tag, i: int) -> dict[str, list[dict[str, Any]]]:
    """An example's rows, its customer under a name of its own, numbers in day columns counted from the day."""
    me, schema = f"{tag.id}-{i}", fact_tables()

    def told(table: str, name: str, value: Any) -> Any:
        if isinstance(value, int) and schema[table][name] == pl.Date():
            return TODAY + timedelta(days=value)
        return value.replace("@", me, 1) if isinstance(value, str) else value

    return {
        table: [{"customer_id": me, "day": TODAY, **_usual(table, row), **{k: told(table, k, v) for k, v in row.items()}} for row in rows]
        for table, rows in tag.examples[i].given.items()
    }  # fmt: skip


def _usual(table: str, row: dict[str, Any]) -> dict[str, Any]:
    if table != "txn":
        return {}
    return FLOWS if row["signed"] > 0 else {**FLOWS, "op_in": False, "op_out": True}


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[tuple[str, str], dict[str, str]]]:
    """What every tag says of every example's customer, all asked at once."""
    warehouse = EmbeddedWarehouse(tmp_path_factory.mktemp("tags"))
    prepare_facts(warehouse)
    together: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for tag, i in EXAMPLES:
        for table, rows in rows_of(tag, i).items():
            together[table] += rows
    for table, rows in together.items():
        warehouse.insert(table, facts(table, *rows))
    holding = Tags(warehouse.query).holding(TODAY)
    yield {(row["customer_id"], row["tag_id"]): row for row in holding.to_dicts()}
    warehouse.close()


@pytest.mark.parametrize(("tag", "i"), EXAMPLES, ids=lambda value: value.id if isinstance(value, Tag) else str(value))
def test_the_example_holds(tag: Tag, i: int, found: dict[tuple[str, str], dict[str, str]]) -> None:
    said = found.get((f"{tag.id}-{i}", tag.id), {"value": "", "evidence": "{}"})
    assert said["value"] == tag.examples[i].value
    assert isinstance(json.loads(said["evidence"]), dict)


@pytest.mark.parametrize("tag", CATALOGUE.values(), ids=lambda tag: tag.id)
def test_the_tag_is_whole(tag: Tag) -> None:
    assert any(example.value for example in tag.examples)
    assert tag.name.zh
    assert tag.name.en
    if tag.kind is Kind.ENUM:
        assert {example.value for example in tag.examples} - {""} <= set(tag.words)


@pytest.mark.parametrize("tag", CATALOGUE.values(), ids=lambda tag: tag.id)
def test_no_tag_tells_of_money_laundering(tag: Tag) -> None:
    assert not any(word in f"{tag.name.zh} {tag.value} {tag.evidence}" for word in SECRET)


@pytest.mark.parametrize("tag", CATALOGUE.values(), ids=lambda tag: tag.id)
def test_it_is_known_which_tables_the_tag_is_read_from(tag: Tag) -> None:
    assert set().union(*(example.given for example in tag.examples)) <= tables(tag.source) <= fact_tables().keys()


def test_most_of_the_domain_is_there() -> None:
    assert len(CATALOGUE) >= 50
