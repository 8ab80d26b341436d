"""Promises of a reader by hand: what has come is given at once, and a position that is kept is gone on from."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from streams.broker import EmbeddedBroker
from streams.connection import Kafka
from streams.reading import Reading, positions_of
from streams.sender import Sender

TOPIC = "tidewatch.txn"


@pytest.fixture
def kafka() -> Iterator[Kafka]:
    with EmbeddedBroker() as broker:
        yield Kafka(broker.address)


def say(kafka: Kafka, *values: bytes) -> None:
    sender = Sender(kafka)
    sender.send(TOPIC, [(b"C1", value, {}) for value in values])  # of one customer: in one partition, in their order
    sender.close()


def test_what_has_come_is_given_without_waiting_for_more(kafka: Kafka) -> None:
    say(kafka, b"one")
    reading = Reading(kafka, "test", [TOPIC])
    with ThreadPoolExecutor(1) as aside:
        (found,) = aside.submit(reading.take, 100, 60.0).result(30)
    assert found.value() == b"one"
    reading.close()


def test_a_position_that_is_kept_is_gone_on_from(kafka: Kafka) -> None:
    say(kafka, b"one", b"two")
    before = Reading(kafka, "test", [TOPIC])
    before.commit(positions_of(before.take(1, 60.0)))
    before.close()
    after = Reading(kafka, "test", [TOPIC])
    assert [message.value() for message in after.take(1, 60.0)] == [b"two"]
    after.close()
