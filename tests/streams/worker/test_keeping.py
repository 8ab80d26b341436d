"""The warehouse away or full: the checkpoint is held, nothing is acknowledged, nothing is lost."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import polars as pl
import pytest

from sinks.warehouse import ServedWarehouse, WarehouseDown, open_warehouse
from sinks.warehouse.embedded import LINES
from streams.worker import keeping
from streams.worker.facts import Facts
from streams.worker.keeping import Keeper
from streams.worker.metrics import Metrics
from tests.contracts.servers import WarehouseProcess

pytestmark = pytest.mark.xdist_group("warehouses")


class Nothing:
    """A judge without shards and a sender with nothing to send: what is kept here are facts."""

    shards: dict[int, object] = {}  # noqa: RUF012  # nobody writes to it

    def flush(self) -> None:
        """All is written."""


@pytest.fixture
def server(tmp_path: Path) -> Iterator[WarehouseProcess]:
    with WarehouseProcess(tmp_path / "warehouse", "tw") as started:
        yield started


def row(name: str) -> pl.DataFrame:
    return pl.DataFrame({"customer_id": ["C"], "rule_id": ["R"], "finding_id": [name]}).with_columns(
        version=pl.lit(1, pl.UInt64)
    )


async def test_a_checkpoint_waits_for_the_warehouse_and_loses_nothing(
    server: WarehouseProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "RETRY_SECONDS", 0.1)
    warehouse, facts = open_warehouse(server.address, server.environment, 0.1), Facts()
    assert isinstance(warehouse, ServedWarehouse)
    keeper = Keeper(1, Nothing(), warehouse, Nothing(), facts, Metrics())  # type: ignore[arg-type]
    facts.keep("finding", row("before"))
    server.kill()
    held = asyncio.create_task(keeper.checkpoint())
    await asyncio.sleep(0.5)
    facts.keep("finding", row("meanwhile"))
    assert (held.done(), facts.rows) == (False, 2)
    await asyncio.to_thread(server.start)
    await held
    await keeper.checkpoint()
    assert facts.rows == 0
    assert warehouse.query("SELECT finding_id FROM finding FINAL").height == 2
    warehouse.close()


def test_a_full_disk_is_a_warehouse_that_is_down(tmp_path: Path) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("no /dev/full here")
    with closing(open_warehouse(str(tmp_path))) as warehouse:
        warehouse.insert("finding", row("one"))
        for number in range(LINES):  # what is to be inserted is written there first
            (tmp_path / f"incoming-{number}.arrow").symlink_to("/dev/full")
        with pytest.raises(WarehouseDown, match="No space left on device"):
            warehouse.insert("finding", row("two"))
        assert warehouse.query("SELECT finding_id FROM finding")["finding_id"].to_list() == ["one"]
