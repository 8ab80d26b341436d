"""The shard half of a worker: frames of the log → shards → findings, alerts, effects, facts.

A shard is a pure function of its log partition, so one that this worker still has after a rebalance is as good as one restored.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Iterable
from datetime import date
from functools import partial
from typing import Any

import polars as pl

from detectors.calendar import Calendar
from detectors.rules import RuleSet
from events import topics
from events.eager import beside, constant
from events.finding import FINDING_SCHEMA, lines
from events.outage import Outage
from sinks.warehouse import StateStore, Warehouse, WarehouseDown
from streams.log import decode, encode
from streams.returning import returned
from streams.shard.outbox import Outbox
from streams.shard.shard import Shard
from streams.shard.statements import statements
from streams.worker.facts import Facts
from streams.worker.metrics import Metrics
from streams.worker.sender import Sender

log = logging.getLogger(__name__)

RETRY_SECONDS = 1.0


class LogDeleted(RuntimeError):
    """What a shard had still to read is gone. The worker ends, and says so again when it starts (streams/worker/broker)."""


class Judge:
    """The shards of one worker."""

    def __init__(
        self, partitions: int, sources: Iterable[str], rules: RuleSet, calendar: Calendar, warehouse: Warehouse, sender: Sender,
        facts: Facts, metrics: Metrics,
    ) -> None:  # fmt: skip
        self.shards: dict[int, Shard] = {}
        self._new_shard = partial(Shard, partitions=partitions, rules=rules, calendar=calendar, sources=list(sources))
        self._warehouse, self._store = warehouse, StateStore(warehouse)
        self._sender, self._facts, self._metrics = sender, facts, metrics
        self._pending: dict[int, list[Any]] = {}  # events not acknowledged, by partition

    async def feed(self, events: Iterable[Any], consumer: Any) -> None:
        """Fetches of log partitions, in the order they came."""
        for event in events:
            await self._sender.room()
            await self._feed(event, consumer)

    async def _feed(self, event: Any, consumer: Any) -> None:
        """One that does not follow what the shard has read is passed over, and the right one fetched."""
        partition, fetched = event.message.partition, event.message.value
        shard = self.shards.get(partition) or await self._restored(partition)
        if fetched.first > shard.position + 1:
            await self._turn_back(shard, consumer)
            return
        for message, offset in fetched.value:
            shard.feed(decode(message), offset)
            self._carry_out(shard, shard.outbox.take())  # by the frame: an alert's version is its place in the log
        self._pending.setdefault(partition, []).append(event)
        self._metrics.count("tidewatch_frames_total", len(fetched.value), partition=partition)
        self._metrics.put("tidewatch_bank_clock_seconds", shard.merge.clock / 1000, partition=partition)

    @staticmethod
    async def _turn_back(shard: Shard, consumer: Any) -> None:
        """To what follows. A shard that has read nothing begins with what is left; any other would have a hole in its past. Raises LogDeleted."""
        place, follows = consumer._new_topicpartition(topics.LOG, shard.partition), shard.position + 1
        begins = (await consumer.earliest_offsets(place))[place]
        if begins > follows:
            name = f"{topics.LOG}/{shard.partition}"
            if follows:
                raise LogDeleted(
                    f"{name} begins at {begins}, but must be read from {follows}: its retention has deleted what was not judged"
                )
            log.error("%s: offsets 0 to %s have been deleted: its shard begins with what is left", name, begins - 1)
            shard.position = begins - 1
        await consumer.seek(place, shard.position + 1)

    async def _restored(self, partition: int) -> Shard:
        outage = Outage(log, f"bringing back shard {partition}")
        while True:
            shard = self._new_shard(partition)
            try:
                resume, customers = await asyncio.to_thread(self._restore, shard)
            except WarehouseDown as error:
                outage.met(error)
                await asyncio.sleep(RETRY_SECONDS)
            else:
                log.warning("shard %s: %s customers, log read from %s", partition, customers, resume)
                self.shards[partition] = shard
                return shard

    def _restore(self, shard: Shard) -> tuple[int, int]:
        return returned(shard, self._store, self._warehouse), len(shard.stages.customers)

    # ---- what the shards want done

    def _carry_out(self, shard: Shard, out: Outbox) -> None:
        version = shard.position + 1
        for findings in out.findings:
            self._send_findings(findings, shard.partition)
            rows = findings[list(FINDING_SCHEMA)]
            self._facts.keep("finding", beside(rows, constant("version", version, rows.height).cast(pl.UInt64)))
        for topic, said in statements(shard, out):
            self._sender.send(topic, json.dumps(said, ensure_ascii=False).encode(), key=said["customer_id"].encode())
        for partition, frame in out.to_log:
            self._sender.send(topics.LOG, encode(frame), partition=partition)
        for table, facts in out.facts:
            at = facts["log_offset"] + 1 if "log_offset" in facts.columns else constant("", version, facts.height)
            partition_of = constant("log_partition", shard.partition, facts.height)
            self._facts.keep(table, beside(facts, at.cast(pl.UInt64).alias("version"), partition_of))
        self._count(shard, out)

    def _send_findings(self, findings: pl.DataFrame, partition: int) -> None:
        rows = zip(lines(findings), findings["audience"], findings["customer_id"], strict=True)
        for row, audience, customer in rows:
            self._sender.send(topics.FINDINGS_AML if audience == "aml" else topics.FINDINGS, row, key=customer.encode())
        self._metrics.count("tidewatch_findings_total", findings.height, partition=partition)

    def _count(self, shard: Shard, out: Outbox) -> None:
        self._metrics.count("tidewatch_alerts_total", len(out.alerts), partition=shard.partition)
        for one in out.suppressions:
            self._metrics.count("tidewatch_suppressed_total", reason=one["reason"])

    # ---- checkpoints and partitions that move

    def over(self) -> dict[int, date]:
        """The open days of shards that have passed them."""
        open_days = {partition: (shard.day, shard.passed) for partition, shard in self.shards.items()}
        return {p: day for p, (day, passed) in open_days.items() if day is not None and passed == day}

    def acknowledge(self, partition: int, resume: int) -> None:
        """Everything below `resume` need not be read again."""
        waiting = self._pending.get(partition, [])
        for event in waiting:
            if event.message.offset < resume:
                event.ack()
        self._pending[partition] = [event for event in waiting if event.message.offset >= resume]

    def assigned(self, partitions: set[int]) -> None:
        """Keep the shards that are still ours; what is not saved of the others is done again by whoever has them next."""
        self.shards = {p: shard for p, shard in self.shards.items() if p in partitions}
        self._pending.clear()
