"""Promises of what an operator's page counts: the same before a restart and after it."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.streams.live.bank import CUSTOMERS, account, entry
from tests.tidewatch.server.parts import wait
from tidewatch.house.house import House

LOAN = {
    "contract_no": "L1", "object": "loan", "customer_id": "C1", "outstanding": "5000000.00", "principal": "5000000.00", "maturity": "2026-04-15",
    "status": "live", "event_time": "2026-03-02T09:00:00+08:00",
}  # fmt: skip


@pytest.fixture
def home() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="tw") as folder:  # short: a unix socket lies in it
        yield Path(folder)


def accept(house: House, stream: str, *records: dict[str, Any]) -> None:
    house.engine.accept(stream, [(None, json.dumps(one).encode(), {}) for one in records])


def days(*of_march: int) -> list[dict[str, Any]]:
    """A small payment on each of these days of March and April (32 is 1 April)."""
    dates = [f"2026-03-{n:02d}" if n <= 31 else f"2026-04-{n - 31:02d}" for n in of_march]
    return [entry("A1", bank_ref=day, event_time=f"{day}T10:00:00+08:00") for day in dates]


def test_alerts_are_as_many_after_a_restart_those_that_joined_another_among_them(home: Path) -> None:
    with closing(House(home)) as house:
        house.start(simulate=False)
        accept(house, "customer", *CUSTOMERS)
        accept(house, "account", account("A1"))
        accept(house, "contract", LOAN)
        accept(
            house, "txn", *days(2, 16, 17, 31, 32)
        )  # a month before: MAT-04; two weeks before: MAT-05, of the same loan
        wait(lambda: house.engine.rates.alerts == 2 and house.engine.idle, 60)
    with closing(House(home)) as house:
        house.start(simulate=False)
        wait(lambda: house.engine.started)
        joined = house.warehouse.query("SELECT rule_id FROM suppression FINAL WHERE reason = 'GROUPED'")
        assert (house.engine.rates.alerts, joined["rule_id"].to_list()) == (2, ["MAT-05"])
