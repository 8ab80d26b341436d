"""Promises of the desk's keeper: what was lost with Redis comes back from the warehouse, names and all."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from detectors.calendar import Calendar
from events.task import ResultCode
from sinks.desk import Desk, EmbeddedRedis
from sinks.warehouse import EmbeddedWarehouse
from tests.sinks.desk.people import Hours, alert
from tidewatch.house import tables
from tidewatch.house.keeper import DeskKeeper

HOUR = 3_600_000


@pytest.fixture
def keeper() -> Iterator[DeskKeeper]:
    with tempfile.TemporaryDirectory(prefix="tw") as folder:  # short: a unix socket lies in it
        server, warehouse = EmbeddedRedis(Path(folder) / "redis"), EmbeddedWarehouse(Path(folder) / "warehouse")
        desk = Desk(server.client, Hours())
        made = DeskKeeper(desk, warehouse, Calendar(), demo=True)
        yield made
        warehouse.close()
        server.close()


def stated(keeper: DeskKeeper, number: int) -> None:
    """An alert to the desk and to the warehouse, as the engine states it."""
    row = {**alert(number), "customer_name": "西湖智造", "version": number, "last_update": HOUR}
    keeper.take(row)
    keeper.warehouse.insert("alert", tables.frame("alert", [row]))


def rows(keeper: DeskKeeper) -> list[dict[str, Any]]:
    """What the desk knows of the three alerts, but for the undo window."""
    found = [keeper.desk.get(f"{number:032x}") for number in (1, 2, 3)]
    return [{name: value for name, value in (row or {}).items() if name != "undo_until"} for row in found]


def test_a_flushed_redis_is_built_again_from_the_warehouse(keeper: DeskKeeper) -> None:
    for number in (1, 2, 3):
        stated(keeper, number)
    keeper.desk.acknowledge(f"{1:032x}", "RM1", 2 * HOUR)
    keeper.desk.close(f"{2:032x}", "RM1", 3 * HOUR, ResultCode.LANDED, "好")
    keeper.store()
    before = rows(keeper)
    keeper.desk.redis.flushall()
    assert keeper.rebuild()
    assert rows(keeper) == before
    assert {row["customer_name"] for row in before} == {"西湖智造"}
    assert not keeper.rebuild()


def test_steps_that_the_warehouse_did_not_take_are_kept(keeper: DeskKeeper, monkeypatch: pytest.MonkeyPatch) -> None:
    stated(keeper, 1)
    keeper.desk.acknowledge(f"{1:032x}", "RM1", 2 * HOUR)
    monkeypatch.setattr(keeper.warehouse, "_append", lambda table, rows: (_ for _ in ()).throw(ConnectionError(table)))
    with pytest.raises(ConnectionError):
        keeper.store()
    monkeypatch.undo()
    heard: list[str] = []
    keeper.store(lambda steps: heard.extend(step["action"] for step in steps))
    assert heard == ["push", "acknowledge"]
