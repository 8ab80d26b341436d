"""A browser that is to be pushed to: whose it is, only where the bank allows, and no more when it says so."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import httpx2 as httpx
import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.services import Browsers
from sinks.desk.subscriptions import Subscriptions
from tests.api.conftest import AMPLE, HERE
from tests.sinks.push.browser import subscription
from tidewatch.house.house import House

pytestmark = pytest.mark.xdist_group("house")

HOST = "push.bank.example"
THERE = f"https://{HOST}/1"
Client = Callable[[Browsers | None], httpx.Client]


@pytest.fixture
def rm(house: House) -> str:
    return min(one.id for one in house.services().identities().values() if one.role == "rm")


@pytest.fixture
def client(house: House, rm: str) -> Iterator[Client]:
    opened = []

    def over(browsers: Browsers | None) -> httpx.Client:
        app = create_app(replace(house.services(), browsers=browsers), secret=house.secret, limits=AMPLE)
        opened.append(TestClient(app, HERE, headers={"X-Tidewatch": "1"}, client=("127.0.0.1", 50_000)))
        assert opened[-1].post("/v1/session", json={"identity": rm}).status_code == 200
        return opened[-1]

    yield over
    for one in opened:
        one.close()


def test_a_browser_is_its_managers_until_it_says_so(client: Client, house: House, rm: str) -> None:
    asks, known = client(Browsers("key", frozenset({HOST}))), Subscriptions(house.desk.redis)
    assert asks.get("/v1/push").json() == {"key": "key"}
    assert asks.post("/v1/push/subscriptions", json=subscription(THERE)).status_code == 204
    assert [(who, one["endpoint"]) for who, one in known.of([rm])] == [(rm, THERE)]
    assert asks.delete("/v1/push/subscriptions", params={"endpoint": THERE}).status_code == 204
    assert known.of([rm]) == []


def test_a_push_service_off_the_list_is_refused(client: Client) -> None:
    asks = client(Browsers("key", frozenset({HOST})))
    said = asks.post("/v1/push/subscriptions", json=subscription("https://elsewhere.example/1"))
    assert (said.status_code, said.json()["detail"]) == (422, "Pushes may not go to elsewhere.example.")


def test_nothing_is_pushed_where_the_bank_has_not_said_so(client: Client) -> None:
    asks = client(None)
    assert asks.get("/v1/push").json() == {"key": None}
    assert asks.post("/v1/push/subscriptions", json=subscription(THERE)).status_code == 404
