"""Promises of several workers in one group: who restarts in time keeps what it has, who dies is replaced, day closes included."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest
from confluent_kafka import KafkaException
from confluent_kafka.admin import AdminClient

from events import topics
from streams.kafka_server import free_port
from tests.contracts.servers import WarehouseProcess
from tests.streams.live.bank import CUSTOMERS, account, entry
from tests.streams.live.cluster import Cluster, until
from tests.streams.live.process import Process

pytestmark = [pytest.mark.kafka, pytest.mark.xdist_group("kafka")]
MARCH_4, MARCH_5 = "2026-03-04T10:00:00+08:00", "2026-03-05T10:00:00+08:00"


@pytest.fixture
def warehouse(tmp_path: Path) -> Iterator[str]:
    with WarehouseProcess(tmp_path / "warehouse", "tw") as server:
        yield server.address


def owners(cluster: Cluster) -> dict[str, set[int]]:
    """Log partitions by the name of the worker that has them."""
    admin = AdminClient(cluster.kafka.client())
    try:
        group = admin.describe_consumer_groups([cluster.group], request_timeout=20)[cluster.group].result()
    except KafkaException:  # no worker has made the group yet, or its coordinator has just begun
        return {}
    return {
        str(member.group_instance_id): {
            p.partition for p in member.assignment.topic_partitions if p.topic == topics.LOG
        }
        for member in group.members
        if member.assignment
    }


def shared(cluster: Cluster) -> bool:
    """Whether each of two workers has its part."""
    return sorted(map(len, owners(cluster).values())) == [1, 1]


def rebalances(port: int) -> float:
    """How often a worker was given partitions."""
    said = urlopen(f"http://127.0.0.1:{port}/metrics", timeout=20).read().decode().splitlines()
    return float(next(line.split()[1] for line in said if line.startswith("tidewatch_assignments_total ")))


def pair(cluster: Cluster, warehouse: str, port: int, seconds: int) -> dict[str, Process]:
    """Two workers by name; the second answers for its metrics."""
    named = {"first": {}, "second": {"WORKER_METRICS_PORT": str(port)}}
    return {
        name: cluster.worker(name, warehouse, WORKER_INSTANCE=name, WORKER_SESSION_SECONDS=str(seconds), **more)
        for name, more in named.items()
    }


def test_a_worker_that_comes_back_in_time_keeps_its_partitions(cluster: Cluster, warehouse: str) -> None:
    port = free_port()
    workers = pair(cluster, warehouse, port, 60)
    until(lambda: shared(cluster), said=lambda: workers["first"].words)
    before, count = owners(cluster), rebalances(port)
    workers["first"].end(signal.SIGKILL)
    again = cluster.worker("first", warehouse, WORKER_INSTANCE="first", WORKER_SESSION_SECONDS="60")
    cluster.publish("customer", *CUSTOMERS)
    cluster.publish("account", account("A1", "C1"), account("A2", "C2"))
    cluster.publish("txn", entry("A1"), entry("A2"))
    until(lambda: sum(frame.rows.height for frame in cluster.frames("txn")) >= 2, said=lambda: again.words)
    assert (owners(cluster), rebalances(port)) == (before, count)


def test_who_closes_days_is_replaced_when_it_dies(cluster: Cluster, warehouse: str) -> None:
    workers = pair(cluster, warehouse, free_port(), 6)
    until(lambda: shared(cluster), said=lambda: workers["first"].words)
    closer = next(name for name, mine in owners(cluster).items() if 0 in mine)
    cluster.publish("customer", *CUSTOMERS)
    cluster.publish("account", account("A1", "C1"), account("A2", "C2"))
    cluster.publish("txn", entry("A1"), entry("A2"))
    until(lambda: cluster.frames("txn"))
    workers[closer].end(signal.SIGKILL)
    cluster.publish("txn", *(entry(a, event_time=day) for a in ("A1", "A2") for day in (MARCH_4, MARCH_5)))
    (left,) = set(workers) - {closer}
    until(lambda: len(cluster.frames("profiled")) >= 4, said=lambda: workers[left].words)
