"""Promises of what a broker's refusal is called: away, with what to do, or why it would not."""

from __future__ import annotations

import pytest
from confluent_kafka import KafkaError, KafkaException

from streams.sender import BrokerDown, answered


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        (KafkaError._TRANSPORT, "no Kafka broker answers at k:9092: start it, or correct kafka.brokers"),
        (KafkaError._TIMED_OUT, "no Kafka broker answers at k:9092: start it, or correct kafka.brokers"),
        (KafkaError.INVALID_REPLICATION_FACTOR, "Kafka at k:9092: Broker: Invalid replication factor"),
    ],
)
def test_a_refusal_is_a_sentence(code: int, sentence: str) -> None:
    with pytest.raises(BrokerDown) as said, answered("k:9092"):
        raise KafkaException(KafkaError(code))
    assert str(said.value) == sentence
