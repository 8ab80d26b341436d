"""The promise of `tidewatch up --kafka`: the rest is started beside a Kafka that is there already, and ended with it; Kafka is left alone."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import httpx2 as httpx
import pytest

from streams.kafka_server import KafkaServer, free_port
from tests.streams.live.bank import CUSTOMERS, ruling
from tests.streams.live.cluster import Cluster, until
from tests.streams.live.process import Process

pytestmark = [pytest.mark.kafka, pytest.mark.xdist_group("kafka again")]
HEAD_OFFICE = {"object": "org", "id": "HO", "name": "总行", "level": "总行", "event_time": "2026-03-02T08:00:00+08:00"}
LONG = 200.0


@pytest.fixture
def short() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="tw") as folder:  # short: a unix socket lies in it
        yield Path(folder)


def inbox(client: httpx.Client) -> list[str]:
    """Rules in the risk officer's inbox; nothing before there is one."""
    try:
        people = client.get("/v1/identities").json().get("items", [])
        who = next((one["id"] for one in people if one["role"] == "risk"), None)
        if who is None or client.post("/v1/session", json={"identity": who}).status_code != 200:
            return []
        return [one["rule_id"] for one in client.get("/v1/inbox?state=all").json()["items"]]
    except (httpx.HTTPError, ValueError):
        return []


def started(cluster: Cluster, folder: Path, port: int) -> Process:
    words = ("up", "--kafka", cluster.broker.address, "--data", str(folder), "--port", str(port))
    return cluster.run("up", *words, KAFKA_GROUP=cluster.group)


def test_it_runs_on_a_kafka_that_is_there_and_leaves_it_when_it_ends(
    cluster: Cluster, broker: KafkaServer, short: Path
) -> None:
    port = free_port()
    up = started(cluster, short, port)
    cluster.publish("organisation", HEAD_OFFICE)
    cluster.publish("customer", *CUSTOMERS)
    cluster.publish("ruling", ruling("A"))
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", headers={"X-Tidewatch": "1"}, timeout=30) as client:
        until(lambda: inbox(client) == ["RSK-21"], LONG, lambda: up.words)
        assert up.end() == 0, up.words
        with pytest.raises(httpx.HTTPError):
            client.get("/v1/health")
    assert cluster.findings() == {"RSK-21"}
