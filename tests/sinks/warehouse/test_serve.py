"""A served warehouse that ends while it is asked: its clients hear of a broken line, never of a refusal."""

from __future__ import annotations

import signal
import threading
from contextlib import closing
from pathlib import Path

import pytest

from sinks.warehouse import Refused, Warehouse, WarehouseDown, open_warehouse
from tests.contracts.servers import WarehouseProcess

pytestmark = pytest.mark.xdist_group("warehouses")


def ask_until_down(warehouse: Warehouse, heard: list[Exception]) -> None:
    try:
        while True:
            warehouse.query("SELECT count() FROM numbers(1000000)")
    except (WarehouseDown, Refused) as error:
        heard.append(error)


def opened(server: WarehouseProcess) -> Warehouse:
    return open_warehouse(server.address, server.environment, 0.2)


def test_who_asks_while_it_ends_is_told_that_it_is_down(tmp_path: Path) -> None:
    heard: list[Exception] = []
    with WarehouseProcess(tmp_path, "tw") as server, closing(opened(server)) as warehouse:
        asking = [threading.Thread(target=ask_until_down, args=(warehouse, heard)) for _ in range(4)]
        for one in asking:
            one.start()
        server.kill(signal.SIGTERM)
        for one in asking:
            one.join()
    assert {type(error) for error in heard} == {WarehouseDown}
