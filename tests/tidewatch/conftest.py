"""A desk, and the warehouse that it is built from."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from detectors.calendar import Calendar
from sinks.desk import Desk, EmbeddedRedis
from sinks.warehouse import EmbeddedWarehouse
from tests.sinks.desk.people import Hours
from tidewatch.house.keeper import DeskKeeper


@pytest.fixture
def keeper() -> Iterator[DeskKeeper]:
    with tempfile.TemporaryDirectory(prefix="tw") as folder:  # short: a unix socket lies in it
        server, warehouse = EmbeddedRedis(Path(folder) / "redis"), EmbeddedWarehouse(Path(folder) / "warehouse")
        yield DeskKeeper(Desk(server.client, Hours()), warehouse, Calendar(), demo=True)
        warehouse.close()
        server.close()
