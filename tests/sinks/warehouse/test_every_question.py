"""Promise of every question: ClickHouse takes it, in a warehouse of which nothing is known yet."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sinks.warehouse import EmbeddedWarehouse
from sinks.warehouse.literals import PLACE
from sinks.warehouse.questions import Questions, text
from tests.sinks.warehouse.bank import DAY
from tidewatch.house import tables

NAMES = sorted(path.stem for path in Path(text.__file__).parent.glob("*.sql") if ".part" not in path.name)
NUMBERS = ("reading", "limit", "offset", "most", "place", "days", "everybody", "any_entry", "after")
MANY = ("events", "audiences", "orgs", "rms")


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedWarehouse]:
    made = EmbeddedWarehouse(tmp_path_factory.mktemp("every"))
    Questions(made)
    tables.prepare(made)
    yield made
    made.close()


@pytest.mark.parametrize("name", NAMES)
def test_it_can_be_asked(name: str, warehouse: EmbeddedWarehouse) -> None:
    places = set(PLACE.findall(text.question(name)))
    assert warehouse.query(text.question(name), **{place: _value(place, name) for place in places}).height <= 1


def _value(place: str, name: str) -> object:
    if place in NUMBERS or (place in ("first", "last", "since") and name in ("suppressions", "wall_minutes")):
        return 1
    if place in ("day", "first", "last", "since"):
        return DAY
    return [""] if place in MANY else "[]" if place == "among" else ""
