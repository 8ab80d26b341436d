"""Faust's aiokafka driver, taught to hand over whole fetches.

aiokafka's fetcher gives each partition's raw bytes to `MemoryRecords` and `PartitionRecords`, two names of its module. Put in their place are
classes that keep the bytes and unpack them at once: a source topic's fetch becomes one message with a RecordChunk, a log topic's fetch one
message with its (frame, offset) pairs, each in a Fetched that says which offsets it covers. Other topics go the usual way. `FetchResult`, a
third name, is taught to note that a partition has brought something. Commits, assignment and rebalancing stay Faust's.
"""

from __future__ import annotations

import asyncio
import inspect
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass
from typing import Any

import aiokafka.consumer.fetcher as fetcher
import faust
from aiokafka.errors import IllegalStateError
from faust.exceptions import ConsumerNotStarted
from faust.transport.drivers import aiokafka as driver
from faust.types import TP, ConsumerMessage

from streams.connection import Kafka
from streams.transport.batches import chunk, messages

_MEMORY_RECORDS, _PARTITION_RECORDS = fetcher.MemoryRecords, fetcher.PartitionRecords
_FETCH_RESULT: Any = fetcher.FetchResult
_EXPECTED = {
    _PARTITION_RECORDS: ("self", "tp", "records", "aborted_transactions", "fetch_offset", "key_deserializer", "value_deserializer", "check_crcs",
                         "isolation_level"),
    _FETCH_RESULT: ("self", "tp", "assignment", "partition_records", "backoff"),
}  # fmt: skip

CHUNKED: set[str] = set()  # source topics of this process
FRAMED: set[str] = set()  # log topics of this process


@dataclass(frozen=True)
class Fetched:
    """The value of a message: what one fetch brought of the offsets `first` ≤ offset < `next`. It may be empty: offsets of a transaction."""

    first: int
    next: int
    value: Any  # a RecordChunk of a source topic, [(message, offset)] of a log topic
    came: float  # when the broker's answer was here (time.monotonic): it may wait for its turn


class DriverChanged(RuntimeError):
    """aiokafka is not the pinned one: its internals are not where they were."""


class _Raw:
    """In place of MemoryRecords: the bytes of a fetch."""

    def __init__(self, raw: bytes) -> None:
        self.raw = bytes(raw)

    def has_next(self) -> bool:
        return len(self.raw) > 0

    def size_in_bytes(self) -> int:
        return len(self.raw)


class _Fetch:
    """In place of PartitionRecords: gives one item for all the records of a fetch."""

    def __init__(self, tp: Any, records: _Raw, aborted: Any, fetch_offset: int, *others: Any) -> None:
        self.next_fetch_offset = fetch_offset
        self._came = time.monotonic()
        self._items = self._unpacked(tp, records, aborted, fetch_offset, others)

    def __iter__(self) -> Iterator[Any]:
        return self

    def __next__(self) -> Any:
        return next(self._items)

    def _unpacked(self, tp: Any, records: _Raw, aborted: Any, offset: int, others: tuple[Any, ...]) -> Iterator[Any]:
        if tp.topic in CHUNKED | FRAMED:
            value, following = _whole(tp, records.raw, offset, list(aborted or []))
            self.next_fetch_offset = max(following, offset)
            if following > offset:
                yield Fetched(offset, following, value, self._came)
        else:
            plain = _PARTITION_RECORDS(tp, _MEMORY_RECORDS(records.raw), aborted, offset, *others)
            for record in plain:
                self.next_fetch_offset = plain.next_fetch_offset
                yield record
            self.next_fetch_offset = plain.next_fetch_offset


class _Result(_FETCH_RESULT):  # type: ignore[misc]  # aiokafka has no types here
    """Marks the partition, as long as it is assigned: from now on records may be on their way to us, whatever its position says."""

    def __init__(self, tp: Any, *, assignment: Any, **others: Any) -> None:
        assignment.state_value(tp).has_brought = True
        super().__init__(tp, assignment=assignment, **others)


def _whole(tp: Any, raw: bytes, offset: int, aborted: list[tuple[int, int]]) -> tuple[Any, int]:
    if tp.topic in FRAMED:
        return messages(raw, offset, aborted)
    got = chunk(tp.topic, tp.partition, raw, offset, aborted)
    return got, got.next_offset


FETCH_WAIT_MS = 50  # aiokafka has one fetch under way for each broker: while it waits on quiet partitions, busy ones are not fetched


class _Thread(driver.AIOKafkaConsumerThread):  # type: ignore[misc]  # faust has no types here
    """Reads what is committed only (a bank's aborted transaction has not happened), and does not wait long (Faust asks for 1.5 s)."""

    def _create_worker_consumer(self, transport: Any) -> Any:
        consumer = super()._create_worker_consumer(transport)
        consumer._isolation_level = "read_committed"
        consumer._fetch_max_wait_ms = FETCH_WAIT_MS
        return consumer


class Consumer(driver.Consumer):  # type: ignore[misc]  # faust has no types here
    """One message for each partition and fetch; its offset is the last one that the fetch covers."""

    async def _drain_messages(self, fetcher: Any) -> None:
        """As Faust's, but what an answer has brought is with its agents at once, and the next is asked for before they begin. Faust makes two tasks for
        each message and waits for them, so that the event loop goes round some three times before the next: each time may be a take or a step of
        ten milliseconds."""
        ended = self._stopped.is_set, fetcher._stopped.is_set
        try:
            while not any(is_set() for is_set in ended):
                async for tp, message in self.getmany(timeout=1.0):
                    await self._delivered(tp, message)
        except (asyncio.CancelledError, *self.consumer_stopped_errors):
            if not self.app.should_stop:
                raise

    async def _delivered(self, tp: TP, message: Any) -> None:
        read = self._read_offset[tp]
        if read is not None and message.offset < read:
            return
        if read and message.offset > read + 1 and self.app.topics.acks_enabled_for(message.topic):
            await self._add_gap(tp, read + 1, message.offset)
        if self._is_free(tp):
            await self.callback(message)
        else:
            await self.wait_first(self.callback(message), self.suspend_flow.wait())
        self._read_offset[tp] = message.offset

    def _is_free(self, tp: TP) -> bool:
        """Whether a message can be given to its agents without waiting."""
        channels = self.app.topics._topic_name_index[tp.topic]
        return self.app.flow_control.is_active() and not any(channel.queue.full() for channel in channels)

    async def getmany(self, timeout: float) -> AsyncIterator[tuple[TP, Any]]:
        """As Faust's, but whole fetches pass through."""
        records, active = await self._wait_next_records(timeout)
        generation = self.app.consumer_generation_id
        if records is None or self.should_stop or not self.flow_active:
            if records is not None and not self.should_stop:
                await self.perform_seek()
            return
        for tp, items in records.items():
            for item in items:
                if not self.flow_active or generation != self.app.consumer_generation_id:
                    return
                if active is None or tp in active or tp in self._buffered_partitions:
                    self.app.monitor.track_tp_end_offset(tp, self.highwater(tp))
                    yield tp, self._whole(tp, item) if tp.topic in CHUNKED | FRAMED else self._to_message(tp, item)

    def _whole(self, tp: TP, item: Fetched) -> ConsumerMessage:
        generation = self.app.consumer_generation_id
        return ConsumerMessage(
            tp.topic, tp.partition, item.next - 1, 0, 0, [], None, item, None, 0, 0, tp, generation_id=generation
        )

    async def _seek(self, partition: TP, offset: int) -> None:
        """In the consumer's own thread: Faust would reach from this one into a fetch that is under way there, and break it."""
        await self._thread.call_thread(self._thread._ensure_consumer().seek, partition, offset)

    def _new_consumer_thread(self) -> _Thread:
        return _Thread(self, loop=self.loop, beacon=self.beacon)

    def ends_at(self, tp: TP) -> int | None:
        """The offset behind the last committed record that the broker has told of, None before the first fetch."""
        try:
            consumer = self._thread._ensure_consumer()
            stable = consumer.last_stable_offset(tp)
            end = (
                consumer.highwater(tp) if stable is None or stable < 0 else stable
            )  # the built-in broker knows no transactions
        except (AssertionError, AttributeError, IllegalStateError, ConsumerNotStarted):
            return None
        return None if end is None or end < 0 else int(end)

    def asked_ago(self, tp: TP) -> float:
        """How many seconds ago the broker last told of this partition's end."""
        try:
            at = self._thread._ensure_consumer().last_poll_timestamp(tp)
        except (AssertionError, AttributeError, IllegalStateError, ConsumerNotStarted):
            at = None
        return 0.0 if at is None else max(time.time() - at / 1000, 0.0)

    def stands_at(self, tp: TP) -> int | None:
        """The offset that is fetched next where nothing has come since the partition was assigned; None where it has, and before it is known."""
        try:
            state = self._thread._ensure_consumer()._subscription.subscription.assignment.state_value(tp)
            position = state.position if state.has_valid_position else None
        except (AttributeError, AssertionError, ConsumerNotStarted):
            return None
        # asked after the position: what has moved it was marked before (it may still wait for its turn in a queue, unread)
        return None if getattr(state, "has_brought", False) else position

    async def _add_gap(self, tp: TP, offset_from: int, offset_to: int) -> None:
        """Whole fetches leave gaps between their last offsets; `_new_offset` looks for none, and Faust's record of them costs a tenth of a core."""
        if tp.topic not in CHUNKED | FRAMED:
            await super()._add_gap(tp, offset_from, offset_to)

    def _new_offset(self, tp: TP) -> int | None:
        """The offset behind the last one acknowledged: a whole fetch leaves gaps that Faust would wait for."""
        acked = self._acked[tp]
        if tp.topic not in CHUNKED | FRAMED:
            found = super()._new_offset(tp)
            return None if found is None else int(found)
        if not acked:
            return None
        last = max(acked)
        self._acked_index[tp].difference_update(acked)
        acked.clear()
        return int(last) + 1


class Transport(driver.Transport):  # type: ignore[misc]  # faust has no types here
    """Faust's transport with our consumer."""

    Consumer = Consumer


class App(faust.App):  # type: ignore[misc]  # faust has no types here
    """A Faust app on this transport."""

    farewell: Callable[[], Awaitable[None]] | None = None

    async def _stop_consumer(self) -> None:
        await super()._stop_consumer()
        if self.farewell is not None and self.crash_reason is None:
            await self.farewell()

    def _new_transport(self) -> Transport:
        return Transport(self.conf.broker_consumer, self)


def install() -> None:
    """Put our classes in place; raises DriverChanged when aiokafka is not the one they were written for."""
    for kind, expected in _EXPECTED.items():
        given = tuple(inspect.signature(kind.__init__).parameters)
        if given != expected:
            raise DriverChanged(f"aiokafka's {kind.__name__} takes {given}: install the pinned version (uv sync)")
    fetcher.MemoryRecords, fetcher.PartitionRecords, fetcher.FetchResult = _Raw, _Fetch, _Result


def make_app(
    name: str,
    kafka: Kafka,
    source_topics: list[str],
    log_topic: str,
    *,
    instance: str | None = None,
    session_seconds: float = 10.0,
    farewell: Callable[[], Awaitable[None]] | None = None,
) -> App:
    """A Faust app whose agents get whole fetches of the source topics and the log. `farewell` runs when it is asked to end, after the
    last fetch and before the last commit."""
    install()
    CHUNKED.update(source_topics)
    FRAMED.add(log_topic)
    app = App(
        name, broker=[f"kafka://{one}" for one in kafka.brokers.split(",")], broker_credentials=kafka.credentials(), store="memory://", topic_allow_declare=False, topic_disable_leader=True, web_enabled=False,
        consumer_auto_offset_reset="earliest", consumer_max_fetch_size=2 * 1024 * 1024, stream_buffer_maxsize=16,
        broker_session_timeout=session_seconds, broker_heartbeat_interval=session_seconds / 4, broker_commit_interval=0.5,
        broker_commit_livelock_soft_timeout=3600.0, consumer_group_instance_id=instance, stream_wait_empty=False,
    )  # fmt: skip
    app.farewell = farewell
    return app
