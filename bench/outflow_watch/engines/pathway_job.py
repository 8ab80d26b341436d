"""Pathway: a stateful reducer for each account, no persistence. `[pathway spawn --processes 2] python pathway_job.py BROKERS TOPIC OUT GROUP`

A batch's records of an account come in any order, so they are sorted by (ts, event_id), which is their order in the topic. The reducer's
answer is the state and what was found in the batch; an answer that is replaced is retracted, and retractions are not written.
"""

from __future__ import annotations

import sys
from typing import Any

import orjson
import pathway as pw
from confluent_kafka import Producer
from ring import new, watch

BROKERS, TOPIC, OUT, GROUP = sys.argv[1:5]
producer = Producer({"bootstrap.servers": BROKERS, "linger.ms": 20, "compression.type": "lz4"})


class Transaction(pw.Schema):
    """The fields the job reads; the others are parsed and left."""

    event_id: str
    account: str
    direction: str
    amount_fen: int
    ts: int


@pw.reducers.stateful_many
def outflow(state: tuple[str, str] | None, rows: Any) -> tuple[str, str]:
    """Move an account by a batch of its records. State: (JSON of the ring, JSON of the batch's findings)."""
    ring = orjson.loads(state[0]) if state else new()
    found: list[dict[str, Any]] = []
    for (ts, event_id, account, direction, amount), _ in sorted(rows, key=lambda row: row[0][:2]):
        record = {"event_id": event_id, "account": account, "direction": direction, "amount_fen": amount, "ts": ts}
        found += watch(ring, record)
    return orjson.dumps(ring).decode(), orjson.dumps(found).decode()


def told(key: Any, row: dict[str, Any], time: int, is_addition: bool) -> None:
    """What was found on an account in the newest batch."""
    if is_addition:
        for found in orjson.loads(row["found"]):
            producer.produce(OUT, orjson.dumps(found), found["account"].encode())
        producer.poll(0)


settings = {
    "bootstrap.servers": BROKERS,
    "group.id": GROUP,
    "auto.offset.reset": "earliest",
    "session.timeout.ms": "6000",
}
records = pw.io.kafka.read(settings, TOPIC, schema=Transaction, format="json", autocommit_duration_ms=200)
this = pw.this
answers = records.groupby(this.account).reduce(
    answer=outflow(this.ts, this.event_id, this.account, this.direction, this.amount_fen)
)
found = answers.select(found=pw.declare_type(str, this.answer[1])).filter(this.found != "[]")
pw.io.subscribe(found, on_change=told)
pw.run(monitoring_level=pw.MonitoringLevel.NONE)
