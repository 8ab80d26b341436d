"""Records onto a topic: acknowledged by all replicas when the call returns. Any thread may call."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import msgspec
from confluent_kafka import KafkaError, KafkaException, Message, Producer

from streams.connection import Kafka

Record = tuple[bytes | None, bytes | None, dict[str, str]]  # key, value, headers
PATIENCE_SECONDS = 10.0
SILENT = (KafkaError._TRANSPORT, KafkaError._TIMED_OUT, KafkaError._ALL_BROKERS_DOWN, KafkaError._RESOLVE)


class BrokerDown(ConnectionError):
    """Kafka has not acknowledged in time: what was sent may or may not be there; sending it again changes nothing."""


@contextmanager
def answered(brokers: str) -> Iterator[None]:
    """Calls to a broker: what librdkafka raises of one that is away, or refuses, as BrokerDown."""
    try:
        yield
    except KafkaException as error:
        why = error.args[0]
        raise BrokerDown(
            f"no Kafka broker answers at {brokers}: start it, or correct kafka.brokers"
            if why.code() in SILENT
            else f"Kafka at {brokers}: {why.str()}"
        ) from None


class _Owner(msgspec.Struct):
    """What keeps one customer's records in order; the first that a record has is its key."""

    customer_id: str | None = None
    account_no: str | None = None
    uscc: str | None = None


def key_of(value: bytes) -> bytes | None:
    """The key of a JSON record; None for anything else, which then goes to any partition."""
    try:
        owner = msgspec.json.decode(value, type=_Owner)
    except msgspec.MsgspecError:
        return None
    found = owner.customer_id or owner.account_no or owner.uscc
    return found.encode() if found else None


class Sender:
    """One producer. Kafka away: `send` waits, then raises BrokerDown."""

    def __init__(self, kafka: Kafka, patience_seconds: float = PATIENCE_SECONDS) -> None:
        settings = {"partitioner": "murmur2_random", "delivery.timeout.ms": int(patience_seconds * 1000)}
        self._producer = Producer(kafka.producer(**settings))
        self._brokers = kafka.brokers
        self._ended = threading.Event()
        self._poller = threading.Thread(target=self._poll, name="sender", daemon=True)
        self._poller.start()

    def send(self, topic: str, records: Sequence[Record]) -> int:
        """All of them, or BrokerDown; returns the offset of the first to be acknowledged."""
        if not records:
            return -1
        sent = _Sent(len(records))
        for key, value, headers in records:
            self._produce(topic, value, key or key_of(value or b""), headers, sent)
        sent.done.wait()
        if sent.error is not None:
            raise BrokerDown(f"Kafka at {self._brokers} did not take {topic}: {sent.error}")
        return sent.offset

    def _produce(
        self, topic: str, value: bytes | None, key: bytes | None, headers: dict[str, str], sent: _Sent
    ) -> None:
        while True:
            try:
                self._producer.produce(topic, value, key, headers=list(headers.items()), on_delivery=sent.take)
            except BufferError:
                self._ended.wait(0.01)
            except KafkaException as error:
                sent.take(error.args[0], None)
                return
            else:
                return

    def _poll(self) -> None:
        while not self._ended.is_set():
            self._producer.poll(0.1)

    def close(self) -> None:
        """Wait for what is on its way, and end."""
        self._producer.flush(PATIENCE_SECONDS)
        self._ended.set()
        self._poller.join()


class _Sent:
    """One call's records on their way. `take` is called by the poller for each."""

    def __init__(self, count: int) -> None:
        self.left = count
        self.offset = -1
        self.error: object | None = None
        self.done = threading.Event()
        self._turn = threading.Lock()

    def take(self, error: object | None, message: Message | None) -> None:
        """One has been acknowledged, or given up."""
        with self._turn:
            if error is not None:
                self.error = error
            elif message is not None and self.offset < 0:
                self.offset = int(message.offset() or 0)
            self.left -= 1
            if self.left == 0:
                self.done.set()
