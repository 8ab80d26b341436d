"""Promises of `tidewatch up` on servers that are there already: they are used, their absence is waited for, and another's are left alone."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import redis

from sinks.desk import EmbeddedRedis
from sinks.warehouse import DirectoryInUse, Mark, StateStore, Warehouse, open_warehouse
from tests.contracts.servers import WarehouseProcess
from tests.streams.live.bank import CUSTOMERS, ruling
from tests.tidewatch.server.parts import wait
from tidewatch.house.house import House
from tidewatch.house.parts import Given

pytestmark = pytest.mark.xdist_group("given")
Opened = Callable[..., House]


@pytest.fixture
def home() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="tw") as folder:  # short: a unix socket lies in it
        yield Path(folder)


@pytest.fixture
def server(home: Path) -> Iterator[WarehouseProcess]:
    with WarehouseProcess(home / "warehouse", "tw") as started:
        yield started


@pytest.fixture
def opened(home: Path, server: WarehouseProcess) -> Iterator[Opened]:
    """Opens houses over the two servers; closes them in the end."""
    desk, houses = EmbeddedRedis(home / "redis"), list[House]()

    def house(data: str = "data", database: int = 0) -> House:
        client = redis.Redis(unix_socket_path=str(desk.socket), db=database, decode_responses=True)
        houses.append(House(home / data, given=Given(warehouse(server), client)))
        return houses[-1]

    yield house
    for one in houses:
        one.close()
    desk.close()


def warehouse(server: WarehouseProcess) -> Warehouse:
    return open_warehouse(server.address, server.environment, 0.2)


def accept(house: House, stream: str, *records: dict[str, Any]) -> None:
    house.engine.accept(stream, [(None, json.dumps(one).encode(), {}) for one in records])


def test_detection_goes_on_while_the_warehouse_is_away_and_nothing_is_lost(
    opened: Opened, server: WarehouseProcess
) -> None:
    house = opened()
    house.start(simulate=False)
    accept(house, "customer", *CUSTOMERS)
    accept(house, "ruling", ruling("A"))
    wait(lambda: house.engine.rates.alerts == 1 and house.engine.idle)
    server.kill()
    accept(house, "ruling", ruling("B"))
    wait(lambda: house.engine.rates.findings == 2)
    server.start()
    wait(lambda: house.warehouse.query("SELECT finding_id FROM finding FINAL").height == 2, 60)
    assert house.engine.failure is None


def test_a_second_house_gets_neither_the_folder_nor_the_desk(opened: Opened) -> None:
    opened()
    with pytest.raises(DirectoryInUse, match="in use by another process"):
        opened()
    with pytest.raises(RuntimeError, match="another desk is at work in this Redis"):
        opened("other")


def test_a_house_whose_redis_is_emptied_ends_instead_of_showing_half_a_desk(opened: Opened) -> None:
    house = opened()
    house.redis.client.flushall()
    with pytest.raises(RuntimeError, match="Redis has been emptied: start again"):
        house._desk_job()


def test_a_warehouse_of_another_journal_is_left_alone(opened: Opened, server: WarehouseProcess) -> None:
    with closing(warehouse(server)) as store:
        StateStore(store).save(0, [], Mark(8, {"position": 7}))
    with pytest.raises(RuntimeError, match=r"has read a journal to 8, the one in .* ends at 0"):
        opened()


def test_a_warehouse_of_workers_on_kafka_is_left_alone(opened: Opened, server: WarehouseProcess) -> None:
    with closing(warehouse(server)) as store:
        StateStore(store).save(1, [], Mark(8, {"position": 7, "partitions": 2}))
    with pytest.raises(RuntimeError, match="kept by workers on Kafka"):
        opened()
