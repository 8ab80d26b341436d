"""Promises of the pulse: whoever has something new is told of once, by table, and not forgotten while the warehouse is away."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NoReturn

import pytest

from sinks.warehouse import EmbeddedWarehouse, Mark, StateStore, WarehouseDown
from sinks.warehouse.facts_schema import prepare_facts
from tests.sinks.warehouse.bank import facts
from tidewatch.server.pulse import Pulse


@pytest.fixture
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedWarehouse]:
    made = EmbeddedWarehouse(tmp_path_factory.mktemp("pulse"))
    prepare_facts(made)
    yield made
    made.close()


def checkpoint(warehouse: EmbeddedWarehouse, version: int, *customers: str, noticed: str = "") -> None:
    """Partition 0 stores facts, customers' rows and its mark."""
    rows = [{"customer_id": noticed, "event_id": f"{version}", "version": version}] if noticed else []
    warehouse.insert("ruling", facts("ruling", *rows))
    payload = {"clock": 0, "day": "2026-03-05", "closed": None}
    StateStore(warehouse).save(0, [(customer, b"state") for customer in customers], Mark(version, payload))


def away(*_: object, **__: object) -> NoReturn:
    raise WarehouseDown("away")


def test_it_tells_of_whom_there_is_something_new_and_in_which_table(warehouse: EmbeddedWarehouse) -> None:
    pulse = Pulse(warehouse, ("ruling", "finding"))
    checkpoint(warehouse, 5, "A", "B", noticed="A")
    assert pulse.feel() == {}  # what there was before anybody looked
    checkpoint(warehouse, 9, "B", "C", noticed="C")
    assert pulse.feel() == {"txn": {"B", "C"}, "ruling": {"C"}}
    assert pulse.feel() == {}


def test_a_partition_that_appears_is_new_as_a_whole(warehouse: EmbeddedWarehouse) -> None:
    pulse = Pulse(warehouse)
    assert pulse.feel() == {}
    checkpoint(warehouse, 5, "A")
    assert pulse.feel() == {"txn": {"A"}}


def test_a_look_that_fails_is_made_up_for(warehouse: EmbeddedWarehouse, monkeypatch: pytest.MonkeyPatch) -> None:
    pulse = Pulse(warehouse, ("ruling",))
    pulse.feel()
    checkpoint(warehouse, 5, "A", noticed="A")
    pulse.look()
    with monkeypatch.context() as patched:
        patched.setattr(warehouse, "query", away)
        with pytest.raises(WarehouseDown):
            pulse.feel()
    assert pulse.feel() == {"txn": {"A"}, "ruling": {"A"}}
