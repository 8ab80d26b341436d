"""Checkpoints: findings and effects flushed → facts → customers' rows → marks → the log acknowledged. Any crash in between loses nothing.

The warehouse away: the checkpoint is held and tried again, detection and alerts go on, until so many facts wait that reading the
log pauses (Settings.unstored_rows). Nothing is lost, for nothing is acknowledged.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Mapping

import polars as pl

from events.outage import Outage
from sinks.warehouse import Mark, StateStore, Warehouse, WarehouseDown
from streams.shard.checkpoint import Checkpoint, checkpoint
from streams.shard.shard import Shard
from streams.worker.facts import Facts
from streams.worker.judging import RETRY_SECONDS, Judge
from streams.worker.metrics import Metrics
from streams.worker.sender import Sender

log = logging.getLogger(__name__)


class Keeper:
    """Saves what the judge's shards have become. One checkpoint at a time."""

    def __init__(
        self, partitions: int, judge: Judge, warehouse: Warehouse, sender: Sender, facts: Facts, metrics: Metrics
    ) -> None:
        self._partitions = partitions
        self._judge, self._warehouse, self._store = judge, warehouse, StateStore(warehouse)
        self._sender, self._facts, self._metrics = sender, facts, metrics
        self._turn, self._outage = asyncio.Lock(), Outage(log, "the checkpoint")
        self.last = time.monotonic()

    async def checkpoint(self) -> None:
        """Store everything and acknowledge the log, however long the warehouse is away. Raises Refused, NotSent."""
        async with self._turn:
            saved = [await self._collected(shard) for shard in list(self._judge.shards.values())]
            # also those of what a shard has read since it was collected: stored twice they are the same
            facts = self._facts.take()
            began = time.monotonic()
            await self._until_stored(facts, saved)
            self._facts.stored(sum(frame.height for frame in facts.values()))
            for one in saved:
                self._judge.acknowledge(one.partition, one.resume)
            self.last = time.monotonic()
            self._metrics.put("tidewatch_checkpoint_seconds", self.last - began)

    @staticmethod
    async def _collected(shard: Shard) -> Checkpoint:
        """One shard's state. Fetches may be taken between two shards: all at once would hold them up for longer than a finding may take."""
        await asyncio.sleep(0)
        return checkpoint(shard)

    async def _until_stored(self, facts: Mapping[str, pl.DataFrame], saved: list[Checkpoint]) -> None:
        while True:
            try:
                await asyncio.to_thread(self._save, facts, saved)
                return self._outage.over()
            except WarehouseDown as error:
                self._outage.met(error)
                await asyncio.sleep(RETRY_SECONDS)

    def _save(self, facts: Mapping[str, pl.DataFrame], saved: list[Checkpoint]) -> None:
        self._sender.flush()
        days = [one.customer_days for one in saved if one.customer_days.height]
        for table, rows in (*facts.items(), *(("customer_day", rows) for rows in days)):
            self._warehouse.insert(table, rows)
        for one in saved:
            payload = one.payload | {"partitions": self._partitions}
            self._store.save(one.partition, one.rows, Mark(one.position + 1, payload))
