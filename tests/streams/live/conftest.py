"""One real broker for all tests of this folder in a process; every test has topics and a consumer group of its own.

The tests wait most of their time, so there are two groups of them, `kafka` and `kafka again`, side by side.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from streams.kafka_server import QUICK_START, KafkaServer, NoKafka
from tests.streams.live.cluster import Cluster


@pytest.fixture(scope="package")  # an idle broker takes a hundredth of a core, to the end of all tests
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KafkaServer]:
    """A real Kafka; skips, saying why, where there can be none."""
    try:
        server = KafkaServer(tmp_path_factory.mktemp("broker"), options=QUICK_START).start()
    except NoKafka as why:
        pytest.skip(str(why))
    yield server
    server.stop()


@pytest.fixture
def cluster(broker: KafkaServer, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Cluster]:
    """Fresh topics, two partitions each, and whatever processes the test starts."""
    made = Cluster(broker, tmp_path, str(request.node.name))
    made.make_topics()
    yield made
    made.end()
