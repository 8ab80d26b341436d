"""The job on Tidewatch's parts: whole fetches through Faust, Polars columns, one compiled loop, rows kept outside, exact after a kill.

    fetch → decode → move → rules → findings        every second: findings flushed → rows → acknowledge

`python -m bench.outflow_watch.engines.tidewatch_job BROKERS TOPIC OUT GROUP REDIS_SOCKET`
"""

from __future__ import annotations

import asyncio
import gc
import os
import sys
from typing import Any

os.environ.setdefault("POLARS_MAX_THREADS", "1")  # one process, one core

import numpy as np
import polars as pl
from confluent_kafka import Producer
from mode import Worker as ModeWorker
from numpy.typing import NDArray

from bench.outflow_watch.engines.rings import Rings, Store
from events.cells import Cells
from events.fields import Column
from events.scan import scan
from streams.connection import Kafka
from streams.transport.faust_driver import App, make_app

CHECKPOINT_SECONDS = 1.0
FIELDS = {name: Column("text", pl.String()) for name in ("event_id", "account", "direction")} | {
    name: Column("count", pl.Int64()) for name in ("amount_fen", "ts")
}  # every line is parsed whole; columns are made of what the job reads
RULES = {
    "R1": (pl.col("amount_fen") >= 10_000_000, "amount_fen"),
    "R2": (pl.col("net") >= 30_000_000, "net"),
    "R3": ((pl.col("gap") >= 3) & (pl.col("amount_fen") >= 1_000_000), "gap"),
}


def decode(buffer: NDArray[np.uint8], count: int) -> pl.DataFrame:
    """The records as columns, by the product's own scan; raises ValueError where one is not flat JSON of the job's kind."""
    scanned = scan(buffer, count, list(FIELDS))
    cells = Cells(buffer, scanned)
    frame = pl.DataFrame([cells.column(place, name, kind) for place, (name, kind) in enumerate(FIELDS.items())])
    if scanned.lines != count or scanned.doubtful.any():
        raise ValueError("the topic holds records that are not the job's")
    return frame


class Watch:
    """One process of the job."""

    def __init__(self, brokers: str, out: str, store: Store) -> None:
        self._out, self._store = out, store
        self._producer = Producer(
            {"bootstrap.servers": brokers, "acks": "all", "linger.ms": 5, "compression.type": "lz4"}
        )
        self._rings: dict[int, Rings] = {}
        self._read: list[Any] = []
        self._saving = asyncio.Lock()

    async def take(self, event: Any) -> None:
        """One fetch of a partition."""
        chunk = event.message.value.value
        rings = self._rings.get(chunk.partition) or await self._restored(chunk.partition)
        if len(chunk.offsets):
            self._tell(rings.move(decode(chunk.buffer, len(chunk.offsets)), chunk.offsets))
        self._read.append(event)

    def _tell(self, moved: pl.DataFrame) -> None:
        found = [
            moved.filter(holds).select("account", "event_id", rule=pl.lit(rule), value=value)
            for rule, (holds, value) in RULES.items()
        ]
        findings = pl.concat(found)
        for account, line in zip(findings["account"], findings.write_ndjson().encode().splitlines(), strict=True):
            self._producer.produce(self._out, line, account)
        self._producer.poll(0)

    async def _restored(self, partition: int) -> Rings:
        rings = self._rings[partition] = Rings()
        rings.load(await asyncio.to_thread(self._store.rows, partition))
        return rings

    async def checkpoint(self) -> None:
        """Nothing is acknowledged before all it led to is safe."""
        async with self._saving:
            events, self._read = self._read, []
            changed = {partition: rings.changed() for partition, rings in self._rings.items()}
            await asyncio.to_thread(self._save, changed)
            for event in events:
                event.ack()

    def _save(self, changed: dict[int, list[tuple[str, int, bytes]]]) -> None:
        self._producer.flush()
        for partition, rows in changed.items():
            self._store.save(partition, rows)

    def forget(self) -> None:
        """Partitions move: what is not saved is read again by whoever has them next."""
        self._rings.clear()
        self._read = []


def build(brokers: str, topic: str, out: str, group: str, socket: str) -> App:
    """The Faust app of one process."""
    app = make_app(group, Kafka(brokers), [topic], f"{topic}-has-no-log")
    watch = Watch(brokers, out, Store(socket, group))

    @app.agent(app.topic(topic, value_serializer="raw", key_serializer="raw"))
    async def outflow(stream: Any) -> None:
        async for event in stream.noack().events():
            await watch.take(event)
            await asyncio.sleep(0)

    @app.timer(CHECKPOINT_SECONDS)
    async def save() -> None:
        await watch.checkpoint()

    @app.on_partitions_revoked.connect
    async def revoked(app: Any, revoked: Any, **_: Any) -> None:
        watch.forget()

    @app.on_partitions_assigned.connect
    async def assigned(app: Any, assigned: Any, **_: Any) -> None:
        watch.forget()

    return app


if __name__ == "__main__":
    gc.set_threshold(100_000, 50, 50)
    ModeWorker(build(*sys.argv[1:6]), loglevel="error", redirect_stdouts=False).execute_from_commandline()
