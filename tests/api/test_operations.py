"""What the operator's page is told: sources with their state, what customers' states take, unknown fields, stores since when."""

from __future__ import annotations

import pytest

from tests.api.conftest import As, wait
from tidewatch.house.house import House

pytestmark = pytest.mark.xdist_group("house")
RECORD = b'{"event_time":"2026-03-01T09:00:00+08:00","id":"T7","kind":"ticket","customer_id":"C000001","farbe":1}'


def test_operations_say_how_everything_stands(sign_in: As, house: House) -> None:
    house.engine.accept("service", [(None, RECORD, {})])
    client = sign_in("operator")
    wait(lambda: "farbe" in client.get("/v1/operations").text)
    said = client.get("/v1/operations").json()
    assert ("service", "farbe", 1) in [(one["stream"], one["field"], one["seen"]) for one in said["unknown_fields"]]
    txn = next(one for one in said["sources"] if one["source"] == "tidewatch.txn")
    assert (txn["state"], txn["partitions"][0]["state"]) == ("idle", "idle")
    size = said["shards"][0]["state_bytes"]
    assert 100 < size["mean"] <= size["p99"] <= size["max"] < 100_000
    assert all(one["since"] for one in (txn, *said["stores"]))
