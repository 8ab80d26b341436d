"""Promises of a worker about its broker: away at start, away for a while, and what a bank has taken back has not happened."""

from __future__ import annotations

import json

import pytest
from confluent_kafka import Producer

from events import topics
from streams.kafka_server import KafkaServer
from tests.streams.live.bank import CUSTOMERS, ruling
from tests.streams.live.cluster import Cluster, until

pytestmark = [pytest.mark.kafka, pytest.mark.xdist_group("kafka")]


def cases(cluster: Cluster) -> set[str]:
    """Court cases that the log has: what was not acknowledged is read again, and is there twice."""
    return {case for frame in cluster.frames("ruling") for case in frame.rows["case_no"].to_list()}


def told(cluster: Cluster) -> dict[str, str]:
    """Findings by their id, and the case of each."""
    found = map(json.loads, cluster.values(topics.FINDINGS))
    return {one["finding_id"]: one["object_id"] for one in found if one["rule_id"] == "RSK-21"}


def test_a_broker_that_is_away_at_start_is_waited_for(cluster: Cluster, broker: KafkaServer) -> None:
    cluster.publish("customer", *CUSTOMERS)
    cluster.publish("ruling", ruling("A"))
    broker.stop()
    worker = cluster.worker()
    until(lambda: f"waiting for a Kafka broker at {broker.address}" in worker.words, said=lambda: worker.words)
    cluster.bring_back()
    until(lambda: cluster.findings() == {"RSK-21"}, said=lambda: worker.words)


def test_a_broker_that_goes_away_and_comes_back_costs_nothing(cluster: Cluster, broker: KafkaServer) -> None:
    cluster.publish("customer", *CUSTOMERS)
    worker = cluster.worker()
    cluster.publish("ruling", ruling("A"))
    until(lambda: cases(cluster) == {"A"}, said=lambda: worker.words)
    broker.kill()
    cluster.bring_back()
    cluster.publish("ruling", ruling("B"))
    until(lambda: cases(cluster) == {"A", "B"}, said=lambda: worker.words)
    until(
        lambda: len(told(cluster)) == 2, said=lambda: worker.words
    )  # one of each case, however often its record was read
    assert sorted(told(cluster).values()) == ["A", "B"]
    assert worker.alive, worker.words


def test_a_transaction_that_was_aborted_has_not_happened(cluster: Cluster) -> None:
    cluster.publish("customer", *CUSTOMERS)
    producer = Producer(cluster.kafka.producer(**{"transactional.id": "bank"}))
    producer.init_transactions(30)
    for case, end in (("A", producer.abort_transaction), ("B", producer.commit_transaction)):
        producer.begin_transaction()
        producer.produce(topics.SOURCES["ruling"], json.dumps(ruling(case)).encode(), b"k")
        producer.flush(30)  # an aborted one has been on the broker too
        end(30)
    worker = cluster.worker()
    until(lambda: cases(cluster), said=lambda: worker.words)
    cluster.publish("ruling", ruling("C"))
    until(lambda: "C" in cases(cluster), said=lambda: worker.words)
    assert cases(cluster) == {"B", "C"}
