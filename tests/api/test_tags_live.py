"""A record that is posted moves the customer's tag on the card, on the same day: nothing has to be closed first."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.api.conftest import As, wait
from tidewatch.house.house import House

pytestmark = pytest.mark.xdist_group("house")
AFTER_MS = 60_000


def ruling(house: House, customer: str, performance: str, after_ms: int) -> str:
    at = house.services().engine.clock + after_ms
    record = {
        "event_id": f"R-{performance}",
        "event_time": at,
        "customer_id": customer,
        "case_no": "(2026)浙01执77号",
        "role": "失信",
    }
    return json.dumps({**record, "performance": performance})  # fmt: skip


def judicial(risk: Any, customer: str) -> str | None:
    tags = risk.get(f"/v1/customers/{customer}").json()["tags"]
    return next((one["value"] for one in tags if one["tag_id"] == "R07"), None)


def until(risk: Any, customer: str, value: str | None) -> None:
    wait(lambda: judicial(risk, customer) == value)


def test_a_posted_record_moves_a_tag_and_its_end_moves_it_back(sign_in: As, house: House) -> None:
    operator, risk = sign_in("operator"), sign_in("risk")
    customer = sorted(house.roster().owners)[-1]
    shard, moment = house.engine.shards[0], house.services().engine.clock
    assert judicial(risk, customer) is None
    for performance, shown in (("未履行", "失信"), ("已履行", None)):
        said = operator.post("/v1/events/ruling", content=ruling(house, customer, performance, AFTER_MS))
        assert said.json()["accepted"] == 1
        until(risk, customer, shown)
    assert shard.stages.closed is not None
    assert shard.stages.closed < shard.calendar.local_date(moment + AFTER_MS)
