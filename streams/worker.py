"""The worker: two Faust agents in one process. Intake turns source topics into the log, shards turn the log into findings.

    source topics → intake.take → frames → log            acknowledged when the frames are written
    log → shard.feed → findings, alerts → their topics    acknowledged when facts, customers' rows and mark are stored

Order of a checkpoint: findings and effects flushed → facts → rows → mark → acknowledge up to where the log must be read again.
"""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import polars as pl
from confluent_kafka import Consumer as PlainConsumer
from confluent_kafka import Producer, TopicPartition
from confluent_kafka.admin import AdminClient

from detectors.calendar import Calendar
from detectors.profiles import READS, Profiles
from detectors.rules import RuleSet
from events import topics
from events.finding import FINDING_SCHEMA, lines
from events.streams import INTERNAL, REFERENCE_STREAMS, STREAMS
from sinks.warehouse import Mark, StateStore, Warehouse
from streams.connection import Kafka
from streams.day_close import close_day
from streams.intake.chunk import GivenChunk
from streams.intake.directory import Directory
from streams.intake.pipeline import Intake, IntakeResult
from streams.intake.watermarks import Patience, Watermarks
from streams.log import Frame, Header, cut, decode, encode
from streams.shard.checkpoint import Checkpoint, checkpoint, restore
from streams.shard.outbox import Outbox
from streams.shard.shard import Shard
from streams.shard.statements import statements
from streams.transport.faust_driver import App, make_app

log = logging.getLogger(__name__)

FLUSH_SECONDS = 0.05
CHECKPOINT_SECONDS = 1.0


class CannotStart(RuntimeError):
    """Something the worker needs is not as it must be; the sentence says what and what to do."""


@dataclass
class Settings:
    """What a worker is told. Times in seconds."""

    kafka: Kafka
    group: str = "tidewatch"
    instance: str | None = None
    checkpoint_seconds: float = CHECKPOINT_SECONDS
    patience: Patience = field(default_factory=lambda: Patience(idle_seconds=1.0))


@dataclass
class _Pending:
    """Shard events not yet acknowledged, with the last log offset of each."""

    events: list[tuple[int, Any]] = field(default_factory=list)


class Worker:
    """Everything one process does. Built by `run`; the methods named `_on_…` are called by Faust."""

    def __init__(self, settings: Settings, rules: RuleSet, calendar: Calendar, warehouse: Warehouse) -> None:
        self.settings = settings
        self.rules, self.calendar = rules, calendar
        self.warehouse, self.store = warehouse, StateStore(warehouse)
        for table, columns in READS.items():
            warehouse.prepare(table, columns)
        warehouse.prepare("profile", {"customer_id": pl.String(), "day": pl.Date(), "version": pl.UInt64()})
        self.profiles = Profiles(warehouse.query, calendar)
        self.counts = _partitions(settings.kafka)
        self.partitions = self.counts[topics.LOG]
        self.source_topics = [t for s, t in topics.SOURCES.items() if t in self.counts] + [topics.RETRY] * (
            topics.RETRY in self.counts
        )
        self.sources = [f"{t}/{p}" for t in self.source_topics for p in range(self.counts[t])]
        self.producer = Producer(settings.kafka.producer())
        self.directory = Directory(calendar)
        self.intake = Intake(self.directory, self.partitions)
        self.watermarks = Watermarks(settings.patience)
        self.read: list[Any] = []
        self.shards: dict[int, Shard] = {}
        self.pending: dict[int, _Pending] = {}
        self.facts: dict[str, list[pl.DataFrame]] = {}
        self.closing: date | None = None
        self.closed: date | None = None
        self.busy = asyncio.Lock()
        self.app = make_app(settings.group, settings.kafka, self.source_topics, topics.LOG, instance=settings.instance)

    # ---- intake

    async def take(self, event: Any) -> None:
        """One fetch of a source partition."""
        message = event.message
        source, now = f"{message.topic}/{message.partition}", time.time()
        result = self.intake.take(message.value, now)
        self.watermarks.add(source, topics.stream_of(message.topic) or "retry", now)
        self.watermarks.read(source, result.latest_ms, message.offset + 1, now)
        self._write(result, source)
        self.read.append(event)
        self.producer.poll(0)

    def _write(self, result: IntakeResult, source: str) -> None:
        for row in result.retry:
            self._send(topics.RETRY, row.value, key=row.key, headers=dict(row.headers))
        for partition, frames in result.frames.items():
            for stream, frame in frames:
                for piece in cut(Frame(Header(stream, source), frame)):
                    self._send(topics.LOG, encode(piece), partition=partition)
        for letter in result.dead_letters:
            self._send(topics.DEAD_LETTERS, letter.model_dump_json().encode())

    def say_how_far(self) -> None:
        """Watermarks into every partition; a source read to its end no longer holds the clock."""
        now = time.time()
        consumer = self.app.consumer
        for tp in consumer.assignment() if consumer is not None else ():
            source = f"{tp.topic}/{tp.partition}"
            if tp.topic in self.source_topics:
                self.watermarks.add(source, topics.stream_of(tp.topic) or "retry", now)
                end = consumer.highwater(tp)
                if end is not None:
                    self.watermarks.ends(source, end)
        for mark in self.watermarks.news(now):
            watermark = mark.watermark - 1 if mark.holds else mark.watermark
            frame = encode(Frame(Header("watermark", mark.source, watermark, mark.holds)))
            for partition in range(self.partitions):
                self._send(topics.LOG, frame, partition=partition)

    async def acknowledge_intake(self) -> None:
        """What has been read is acknowledged when everything it led to is written."""
        events, self.read = self.read, []
        if events:
            await asyncio.to_thread(self.producer.flush)
            for event in events:
                event.ack()

    # ---- shards

    async def feed(self, event: Any) -> None:
        """One fetch of a log partition."""
        partition = event.message.partition
        shard = self.shards.get(partition) or await self._restored(partition)
        for message, offset in event.message.value:
            shard.feed(decode(message), offset)
            self._carry_out(shard, shard.outbox.take())  # by the frame: an alert's version is its place in the log
        self.pending.setdefault(partition, _Pending()).events.append((event.message.offset, event))
        self.producer.poll(0)

    async def _restored(self, partition: int) -> Shard:
        shard = Shard(partition, self.partitions, self.rules, self.calendar, self.sources)
        mark, rows = await asyncio.to_thread(self.store.load, partition)
        if mark is not None:
            saved = await asyncio.to_thread(list, rows)
            profiles = await asyncio.to_thread(
                self._profiles_of, mark.payload["closed"], {name for name, _, _ in saved}
            )
            resume = restore(shard, mark.payload, saved, profiles)
            log.warning("shard %s restored: %s customers, log read again from %s", partition, len(saved), resume)
        self.shards[partition] = shard
        return shard

    def _profiles_of(self, day: str | None, customers: set[str]) -> pl.DataFrame:
        if day is None:
            return pl.DataFrame()
        rows = self.warehouse.query("SELECT * FROM profile FINAL WHERE day = toDate({day})", day=day)
        return rows.filter(pl.col("customer_id").is_in(list(customers))) if rows.height else rows

    def _carry_out(self, shard: Shard, out: Outbox) -> None:
        version = pl.lit(shard.position + 1, pl.UInt64)
        for findings in out.findings:
            for row, audience, customer in zip(
                lines(findings), findings["audience"], findings["customer_id"], strict=True
            ):
                self._send(topics.FINDINGS_AML if audience == "aml" else topics.FINDINGS, row, key=customer.encode())
            self._keep("finding", findings.select(list(FINDING_SCHEMA)).with_columns(version=version))
        for topic, said in statements(shard, out):
            self._send(topic, json.dumps(said, ensure_ascii=False).encode(), key=said["customer_id"].encode())
        for partition, frame in out.to_log:
            self._send(topics.LOG, encode(frame), partition=partition)
        for table, facts in out.facts:
            placed = pl.col("log_offset") + 1 if "log_offset" in facts.columns else pl.lit(shard.position + 1)
            self._keep(
                table,
                facts.with_columns(version=placed.cast(pl.UInt64), log_partition=pl.lit(shard.partition, pl.Int64)),
            )

    def _keep(self, table: str, rows: pl.DataFrame) -> None:
        self.facts.setdefault(table, []).append(rows)

    async def checkpoint(self) -> None:
        """Store everything and acknowledge the log, in the order that loses nothing."""
        async with self.busy:
            saved = [checkpoint(shard) for shard in self.shards.values()]
            facts, self.facts = self.facts, {}
            for one in saved:
                facts.setdefault("customer_day", []).append(one.customer_days)
            if self.shards:
                await asyncio.to_thread(self._store, facts, saved)
                self._acknowledge(saved)

    def _store(self, facts: Mapping[str, list[pl.DataFrame]], saved: list[Checkpoint]) -> None:
        self.producer.flush()
        for table, frames in facts.items():
            self.warehouse.insert(table, pl.concat(frames, how="diagonal_relaxed"))
        for one in saved:
            self.store.save(one.partition, one.rows, Mark(one.position + 1, one.payload))

    def _acknowledge(self, saved: list[Checkpoint]) -> None:
        for one in saved:
            waiting = self.pending.get(one.partition)
            if waiting is None:
                continue
            for offset, event in waiting.events:
                if offset < one.resume:
                    event.ack()
            waiting.events = [(offset, event) for offset, event in waiting.events if offset >= one.resume]

    # ---- day close: done by the worker that has log partition 0

    async def close_day_when_over(self) -> None:
        """When every shard has passed the day and its facts are stored, make its profiles and write them to the log."""
        if 0 not in self.shards or self.closing is not None:
            return
        day = await asyncio.to_thread(self._day_over)
        if day is None or (self.closed is not None and day <= self.closed):
            return
        self.closing = day
        try:
            frames = await asyncio.to_thread(lambda: list(close_day(day, self.profiles.close, self.partitions)))
            for partition, frame in frames:
                self._send(topics.LOG, encode(frame), partition=partition)
            self.closed = day
        finally:
            self.closing = None

    def _day_over(self) -> date | None:
        marks = [self.store.mark(partition) for partition in range(self.partitions)]
        if any(mark is None for mark in marks):
            return None
        payloads = [mark.payload for mark in marks if mark is not None]
        days = [date.fromisoformat(p["day"]) for p in payloads if p["day"]]
        passed = [p["passed"] for p in payloads]
        if not days or any(p is None for p in passed):
            return None
        return min(days) if min(passed) >= min(days).isoformat() else None

    # ---- the world outside

    def _send(
        self, topic: str, value: bytes, key: bytes | None = None, partition: int | None = None, headers: Any = None
    ) -> None:
        where = {} if partition is None else {"partition": partition}
        while True:
            try:
                self.producer.produce(topic, value, key, headers=headers, **where)
            except BufferError:
                self.producer.poll(0.05)
            else:
                return

    def learn_directory(self) -> None:
        """Read all reference topics to their ends: whose accounts are whose must be known before the first entry."""
        for stream in REFERENCE_STREAMS:
            topic = topics.SOURCES[stream]
            if topic in self.counts:
                for values in _all_messages(self.settings.kafka, topic, self.counts[topic]):
                    self.intake.learn(GivenChunk(topic, 0, values), time.time())

    def forget(self) -> None:
        """Partitions move: what is not saved is read again by whoever has them next."""
        self.shards.clear()
        self.pending.clear()
        self.facts.clear()
        self.read.clear()
        self.watermarks = Watermarks(self.settings.patience)


def build(settings: Settings, rules: RuleSet, calendar: Calendar, warehouse: Warehouse) -> App:
    """The Faust app of a worker, with its agents and timers."""
    worker = Worker(settings, rules, calendar, warehouse)
    worker.learn_directory()
    app = worker.app
    sources = app.topic(*worker.source_topics, value_serializer="raw", key_serializer="raw")
    frames = app.topic(topics.LOG, value_serializer="raw", key_serializer="raw")

    @app.agent(sources, name="intake")
    async def intake(stream: Any) -> None:
        async for event in stream.noack().events():
            await worker.take(event)
            await asyncio.sleep(0)

    @app.agent(frames, name="shard")
    async def shard(stream: Any) -> None:
        async for event in stream.noack().events():
            await worker.feed(event)
            await asyncio.sleep(0)

    @app.timer(FLUSH_SECONDS)
    async def flush() -> None:
        worker.say_how_far()
        await worker.acknowledge_intake()

    @app.timer(settings.checkpoint_seconds)
    async def save() -> None:
        await worker.checkpoint()
        await worker.close_day_when_over()

    @app.on_partitions_revoked.connect
    async def revoked(app: Any, revoked: Any, **_: Any) -> None:
        worker.forget()

    @app.on_partitions_assigned.connect
    async def assigned(app: Any, assigned: Any, **_: Any) -> None:
        worker.forget()

    return app


def _partitions(kafka: Kafka, patience_seconds: float = 60.0) -> dict[str, int]:
    """Partitions of every topic of ours. Waits for a broker that is away, and says so. Raises CannotStart."""
    admin = AdminClient(kafka.client())
    until = time.monotonic() + patience_seconds
    while True:
        try:
            found = admin.list_topics(timeout=5).topics
            break
        except Exception as error:  # confluent_kafka raises one class for all
            if time.monotonic() > until:
                raise CannotStart(f"no Kafka broker answers at {kafka.brokers}") from error
            log.warning("waiting for a Kafka broker at %s", kafka.brokers)
    counts = {name: len(topic.partitions) for name, topic in found.items() if name.startswith(topics.PREFIX)}
    if topics.LOG not in counts:
        raise CannotStart(
            f"the topic {topics.LOG} is not there: make the topics with `tidewatch topics --kafka {kafka.brokers}`"
        )
    return counts


def _all_messages(
    kafka: Kafka, topic: str, partitions: int
) -> list[list[tuple[bytes | None, bytes | None, Mapping[str, str]]]]:
    consumer = PlainConsumer(kafka.client(**{"group.id": "tidewatch-directory", "enable.auto.commit": False}))
    found = []
    try:
        for partition in range(partitions):
            place = TopicPartition(topic, partition, 0)
            low, high = consumer.get_watermark_offsets(place, timeout=10)
            consumer.assign([TopicPartition(topic, partition, low)])
            values: list[tuple[bytes | None, bytes | None, Mapping[str, str]]] = []
            position = low
            while position < high:
                for message in consumer.consume(10_000, timeout=2.0):
                    if message.error() is None:
                        values.append((message.key(), message.value(), {}))
                    position = max(position, message.offset() + 1)
                place_now = consumer.position([TopicPartition(topic, partition)])[0].offset
                position = max(position, place_now)
            if values:
                found.append(values)
    finally:
        consumer.close()
    return found


def topic_names() -> dict[str, str]:
    """Every topic of ours with what it is for: `source`, `log`, `ours`."""
    sources = {topics.SOURCES[stream]: "source" for stream in STREAMS if stream not in INTERNAL or stream == "task"}
    return {**sources, topics.RETRY: "source", topics.LOG: "log", **dict.fromkeys(topics.OURS, "ours")}
