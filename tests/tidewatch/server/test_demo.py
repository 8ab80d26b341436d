"""The promise of `make demo-server`: what goes in over HTTP is in an inbox over HTTP, and the end is the end of all of it."""

from __future__ import annotations

import json
import socket
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx2 as httpx
import pytest

from events.publisher import Publisher
from streams.kafka_server import NoKafka, free_port, libraries
from tidewatch.server.demo import ServerDemo

pytestmark = [pytest.mark.kafka, pytest.mark.xdist_group("kafka again"), pytest.mark.timeout(580)]
WAIT_SECONDS = 400.0


@pytest.fixture
def demo() -> Iterator[ServerDemo]:
    try:
        libraries()
    except NoKafka as why:
        pytest.skip(str(why))
    with tempfile.TemporaryDirectory(prefix="tw") as folder:  # short: a unix socket lies in it
        made = ServerDemo(Path(folder), free_port(), simulate=False)
        yield made
        made.end()


BANK = {
    "organisation": [{"object": "org", "id": "HO", "name": "总行", "level": "总行", "event_time": "2026-03-02T08:00:00+08:00"}],
    "customer": [{"customer_id": "C1", "name": "杭州西湖智造科技有限公司", "uscc": "91330106MA2AXXTY0X", "event_time": "2026-03-02T08:00:00+08:00"}],
    "ruling": [{"case_no": "(2026)浙0106执1号", "role": "失信", "uscc": "91330106MA2AXXTY0X", "amount": "3000000.00", "event_time": "2026-03-03T10:00:00+08:00"}],
}  # fmt: skip


def signed_in(client: httpx.Client, role: str) -> bool:
    """Be somebody of a role, once there is one."""
    people = client.get("/v1/identities").json().get("items", [])
    who = [one["id"] for one in people if one["role"] == role]
    return bool(who) and client.post("/v1/session", json={"identity": who[0]}).status_code == 200


def post(client: httpx.Client, stream: str) -> None:
    said = client.post(f"/v1/events/{stream}", content=json.dumps(BANK[stream]).encode())
    assert (said.status_code, said.json()["accepted"]) == (202, 1)


def until(done: Callable[[], object]) -> None:
    """Ask until it is so."""
    end = time.monotonic() + WAIT_SECONDS
    while not done():
        assert time.monotonic() < end, "it took too long"
        time.sleep(1)


def test_what_goes_in_over_http_is_in_an_inbox_over_http(demo: ServerDemo) -> None:
    with httpx.Client(base_url=demo.start(), headers={"X-Tidewatch": "1"}, timeout=30) as client:
        with Publisher(demo.kafka) as bank:
            for record in BANK["organisation"]:
                bank.publish("organisation", **record)
        until(lambda: signed_in(client, "risk"))
        post(client, "customer")
        until(
            lambda: client.get("/v1/customers/C1").status_code == 200
        )  # of a company that nobody knows, nobody is told
        post(client, "ruling")
        until(lambda: client.get("/v1/inbox?state=all").json()["items"])
        alert = client.get("/v1/inbox?state=all").json()["items"][0]
        assert alert["rule_id"] == "RSK-21"
        assert client.post(f"/v1/alerts/{alert['alert_id']}/acknowledge").json()["state"] == "acked"
    demo.end()
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", demo.port)) != 0
