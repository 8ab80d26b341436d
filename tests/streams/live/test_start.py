"""What a worker refuses to start with: a sentence and exit code 1, before it has touched anything."""

from __future__ import annotations

import pytest

from sinks.warehouse import EmbeddedWarehouse, Mark, StateStore
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
