"""Plain Faust, a record at a time. `python faust_job.py table|dict BROKERS TOPIC OUT GROUP`

`table`: state in a Faust table with its changelog topic, as its documentation teaches. `dict`: in a module's dictionary, which is faster and
forgets everything when the process ends: what users fall back on.
"""

from __future__ import annotations

import sys
import tempfile
from typing import Any

import faust
from ring import new, watch

KIND, BROKERS, TOPIC, OUT, GROUP = sys.argv[1:6]

app = faust.App(
    GROUP,
    broker=f"kafka://{BROKERS}",
    store="memory://",
    datadir=tempfile.mkdtemp(),
    topic_partitions=2,
    topic_replication_factor=1,
    topic_disable_leader=True,
    web_enabled=False,
    consumer_auto_offset_reset="earliest",
    consumer_max_fetch_size=4 * 1024 * 1024,
    stream_buffer_maxsize=65_536,
    stream_wait_empty=False,
    broker_commit_every=20_000,
    broker_commit_interval=2.0,
    producer_linger_ms=20,
    producer_max_batch_size=262_144,
    producer_acks=1,
)
records = app.topic(TOPIC, key_type=str, key_serializer="raw", value_serializer="json")
findings = app.topic(OUT, key_type=str, value_serializer="json")
rings: Any = app.Table("rings", default=new, partitions=2) if KIND == "table" else {}


@app.agent(records)
async def outflow(stream: Any) -> None:
    """One record after the other."""
    async for record in stream:
        account = record["account"]
        state = rings[account] if KIND == "table" else rings.setdefault(account, new())
        for finding in watch(state, record):
            await findings.send(key=account, value=finding)
        if KIND == "table":
            rings[account] = state  # said again: only an assignment is written to the changelog


if __name__ == "__main__":
    sys.argv = ["faust", "worker", "--loglevel", "error", "--without-web"]
    app.main()
