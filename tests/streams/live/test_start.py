"""What a worker refuses to start with: a sentence and exit code 1, before it has touched anything."""

from __future__ import annotations

import pytest
from confluent_kafka import Producer, TopicPartition
from confluent_kafka.admin import AdminClient

from events import topics
from sinks.warehouse import EmbeddedWarehouse, Mark, StateStore
from streams.log import Frame, Header, encode
from tests.streams.live.bank import CUSTOMERS, account, ruling
from tests.streams.live.cluster import Cluster, until

pytestmark = [pytest.mark.kafka, pytest.mark.xdist_group("kafka")]


def test_a_log_with_fewer_partitions_than_configured_is_refused(cluster: Cluster) -> None:
    worker = cluster.worker(WORKER_LOG_PARTITIONS="4")
    assert worker.wait() == 1
    assert "tidewatch.log has 2 partitions, 4 were expected: customers would move" in worker.sentence


def test_a_log_with_fewer_partitions_than_its_shards_is_refused(cluster: Cluster) -> None:
    warehouse = EmbeddedWarehouse(cluster.home / "warehouse")
    StateStore(warehouse).save(3, [], Mark(1, {"partitions": 4, "resume": 0}))
    warehouse.close()
    worker = cluster.worker()
    assert worker.wait() == 1
    assert "the shards in this warehouse were made for 4" in worker.sentence


def test_a_second_worker_does_not_get_the_folder_of_the_first(cluster: Cluster) -> None:
    first = cluster.worker("first")
    until(lambda: "started" in first.words, said=lambda: first.words)
    second = cluster.worker("second")
    assert second.wait() == 1
    assert "in use by another process" in second.sentence
    assert first.alive


def test_without_topics_it_says_how_to_make_them(cluster: Cluster) -> None:
    cluster.remove_topics()
    worker = cluster.worker()
    assert worker.wait() == 1
    assert f"make them with `tidewatch topics --kafka {cluster.broker.address}`" in worker.sentence


def test_a_log_whose_beginning_is_gone_is_read_from_what_is_left(cluster: Cluster) -> None:
    """The broker answers what is gone with the oldest it has: it would be asked again and again."""
    producer, admin = Producer(cluster.kafka.client()), AdminClient(cluster.kafka.client())
    for partition in (0, 1):
        producer.produce(topics.LOG, encode(Frame(Header("watermark", "t", 1, False))), partition=partition)
    producer.flush(20)
    places = [TopicPartition(topics.LOG, partition, 1) for partition in (0, 1)]
    for deleted in admin.delete_records(places, operation_timeout=20).values():
        deleted.result(30)
    worker = cluster.worker()
    cluster.publish("customer", *CUSTOMERS)
    cluster.publish("account", account("A1"))
    cluster.publish("ruling", ruling("X1"))
    until(lambda: len(cluster.values(topics.FINDINGS)) == 1, said=lambda: worker.words)
    assert "offsets 0 to 0 have been deleted: its shard begins with what is left" in worker.words
