"""Promises of a secured Kafka: the broker settings of docker-compose.yml, taken by a real one, and who has the password gets in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from aiokafka import AIOKafkaConsumer
from confluent_kafka import Consumer
from confluent_kafka.admin import AdminClient, NewTopic
from faust.transport.drivers.aiokafka import credentials_to_aiokafka_auth

from streams.connection import Kafka
from streams.kafka_server import QUICK_START, KafkaServer, NoKafka, free_port
from streams.sender import BrokerDown, Sender

pytestmark = [pytest.mark.kafka, pytest.mark.xdist_group("kafka again"), pytest.mark.timeout(280)]
COMPOSE = Path(__file__).parents[2] / "docker-compose.yml"


def broker_properties(folder: Path, port: int, controller: int) -> dict[str, str]:
    """The compose file's as the image makes them of its environment, with this machine's ports and paths."""
    given = yaml.safe_load(COMPOSE.read_text())["services"]["kafka"]["environment"]
    (folder / "kafka_broker").write_text("password=opensesame\n")
    plain = {
        name.removeprefix("KAFKA_").lower().replace("_", "."): str(value).replace("$$", "$").strip()
        for name, value in given.items()
        if name.startswith("KAFKA_") and name != "KAFKA_HEAP_OPTS"
    }
    here = f"127.0.0.1:{port}"
    local = {
        "listeners": f"CLIENT://{here},CONTROLLER://127.0.0.1:{controller}", "advertised.listeners": f"CLIENT://{here}",
        "controller.quorum.voters": f"1@127.0.0.1:{controller}", "log.dirs": f"{folder}/kafka/log",
    }  # fmt: skip
    return {name: local.get(name, value.replace("/run/secrets", str(folder))) for name, value in plain.items()}


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder, port = tmp_path_factory.mktemp("secured"), free_port()
    server = KafkaServer(folder / "kafka", port, options=QUICK_START)
    server.properties = broker_properties(folder, port, server.controller)
    try:
        server.start()
    except NoKafka as why:
        pytest.skip(str(why))
    yield server.address
    server.stop()


def cluster(address: str, password: str) -> Kafka:
    return Kafka(address, "SASL_PLAINTEXT", "PLAIN", "tidewatch", password)


def test_who_has_the_password_writes_and_reads(address: str) -> None:
    known = cluster(address, "opensesame")
    admin = AdminClient(known.client())
    admin.create_topics([NewTopic("t", 1, 1)])["t"].result(20)
    sender = Sender(known)
    assert sender.send("t", [(b"k", b"{}", {})]) == 0
    sender.close()
    consumer = Consumer(known.client(**{"group.id": "g", "auto.offset.reset": "earliest"}))
    consumer.subscribe(["t"])
    assert [message.value() for message in consumer.consume(1, 30)] == [b"{}"]
    consumer.close()


async def test_faust_gets_in_with_the_same(address: str) -> None:
    auth = credentials_to_aiokafka_auth(cluster(address, "opensesame").credentials())
    consumer = AIOKafkaConsumer(bootstrap_servers=address, **auth)
    await consumer.start()
    assert isinstance(await consumer.topics(), set)
    await consumer.stop()


def test_who_has_not_stays_out(address: str) -> None:
    sender = Sender(cluster(address, "guess"), patience_seconds=3)
    with pytest.raises(BrokerDown, match="did not take t"):
        sender.send("t", [(b"k", b"{}", {})])
    sender.close()
