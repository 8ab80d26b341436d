"""Bytewax: keyed logic over batches, no recovery store. `JOB="BROKERS TOPIC OUT" python -m bytewax.run bytewax_job [-i 0 -a …]`"""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Any

import bytewax.operators as op
import orjson
from bytewax.connectors.kafka import KafkaSink, KafkaSinkMessage, KafkaSource
from bytewax.dataflow import Dataflow
from bytewax.operators import StatefulBatchLogic
from ring import State, new, watch

BROKERS, TOPIC, OUT = os.environ["JOB"].split()
Keyed = tuple[str, dict[str, Any]]


class Outflow(StatefulBatchLogic[dict[str, Any], dict[str, Any], State]):
    """One account."""

    def __init__(self, state: State | None) -> None:
        self.state = state or new()

    def on_batch(self, values: list[dict[str, Any]]) -> tuple[Iterable[dict[str, Any]], bool]:
        """What is found on these records."""
        return [found for record in values for found in watch(self.state, record)], StatefulBatchLogic.RETAIN

    def snapshot(self) -> State:
        """What a recovery store would keep."""
        return [self.state[0], *(list(cells) for cells in self.state[1:])]


def decode(messages: list[Any]) -> list[Keyed]:
    """A batch of Kafka messages as keyed records."""
    return [(record["account"], record) for record in (orjson.loads(message.value) for message in messages)]


def encode(items: list[Keyed]) -> list[KafkaSinkMessage[bytes, bytes]]:
    """Findings as Kafka messages."""
    return [KafkaSinkMessage(account.encode(), orjson.dumps(found)) for account, found in items]


flow = Dataflow("outflow_watch")
source = KafkaSource(
    [BROKERS], [TOPIC], batch_size=10_000, add_config={"fetch.min.bytes": "100000", "queued.min.messages": "200000"}
)
keyed = op.flat_map_batch("decode", op.input("tx", flow, source), decode)
found = op.stateful_batch("outflow", keyed, Outflow)
sink = KafkaSink([BROKERS], OUT, add_config={"linger.ms": "20", "compression.type": "lz4"})
op.output("findings", op.flat_map_batch("encode", found, encode), sink)
