"""Quix Streams: keyed state in RocksDB with changelog topics. `python quixstreams_job.py BROKERS TOPIC OUT GROUP`"""

from __future__ import annotations

import sys
import tempfile
from typing import Any

from quixstreams import Application, State
from ring import new, watch

BROKERS, TOPIC, OUT, GROUP = sys.argv[1:5]


def outflow(record: dict[str, Any], state: State) -> list[dict[str, Any]]:
    """One record; what is found on it."""
    ring = state.get("ring") or new()
    found = watch(ring, record)
    state.set("ring", ring)
    return found


app = Application(
    BROKERS,
    consumer_group=GROUP,
    auto_offset_reset="earliest",
    state_dir=tempfile.mkdtemp(),
    commit_interval=5.0,
    loglevel="ERROR",
    consumer_extra_config={"fetch.min.bytes": 100_000, "queued.min.messages": 200_000},
    producer_extra_config={"linger.ms": 20, "batch.num.messages": 50_000, "compression.type": "lz4"},
)
records = app.topic(TOPIC, key_deserializer="str", value_deserializer="json")
findings = app.topic(OUT, key_serializer="str", value_serializer="json")
app.dataframe(records).apply(outflow, stateful=True, expand=True).to_topic(findings)

if __name__ == "__main__":
    app.run()
