"""The intake half of a worker: source topics → frames → the log.

    take(fetches) = room → intake.take → retry, frames, dead letters sent      tick = references, waiting, watermarks, acknowledge

A fetch is acknowledged when everything it led to is written, never past a record that still waits for its account.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from events import topics
from streams.intake.chunk import joined
from streams.intake.directory import Directory
from streams.intake.pipeline import Intake, IntakeResult
from streams.intake.reports import SourceStates, UnknownFields
from streams.intake.waiting import Waiting
from streams.intake.watermarks import Mark, Watermarks
from streams.log import Frame, Header, cut, encode
from streams.worker.clock import SteadyClock
from streams.worker.metrics import Metrics
from streams.worker.references import References
from streams.worker.sender import Sender
from streams.worker.settings import TICK_SECONDS, Settings

log = logging.getLogger(__name__)

Place = tuple[str, int]  # topic, partition
# while fetches wait to be taken: every word of how far sources have been read is a step of every shard
MARKS_SECONDS = 0.2


class Reader:
    """All source partitions of one worker. Not thread-safe: everything runs in the event loop but for flushing."""

    def __init__(
        self, settings: Settings, counts: Mapping[str, int], directory: Directory, references: References, sender: Sender,
        metrics: Metrics,
    ) -> None:  # fmt: skip
        self.clock = SteadyClock()
        self.topics = [name for name in topics.TAKEN_IN_ORDER if name in counts]
        self.sources = [f"{name}/{p}" for name in self.topics for p in range(counts[name])]
        self._partitions = counts[topics.LOG]
        self._intake = Intake(directory, self._partitions, parked=Waiting(seconds=settings.waiting_seconds))
        self._references = references
        self._sender, self._metrics = sender, metrics
        self._patience = settings.patience
        self._watermarks = Watermarks(settings.patience)
        self._states, self._unknown = SourceStates(), UnknownFields()
        self._next: dict[Place, int] = {}  # the offset that must come next, once one has come
        self._read: list[Any] = []  # events whose frames may still be on their way
        self._busy = False  # fetches wait to be taken
        self._said = 0.0  # when the shards were last told how far sources have been read

    def learn(self) -> None:
        """Read the reference topics to their ends. Blocks."""
        for chunk in self._references.to_the_end():
            self._intake.learn(chunk, self.clock.time())

    def close(self) -> None:
        """Let go of the reference topics."""
        self._references.close()

    # ---- fetches

    async def take(self, events: Sequence[Any], consumer: Any) -> None:
        """Fetches of source partitions, master data first. `rest` follows when no others wait."""
        await self._sender.room()
        self._busy = True
        follow = [event for event in events if await self._follows(event.message, consumer)]
        by_topic: dict[str, list[Any]] = {}
        for event in follow:
            by_topic.setdefault(event.message.topic, []).append(event)
        for topic in sorted(by_topic, key=self.topics.index):
            self._take(topic, [event.message for event in by_topic[topic]])
        self._read += follow

    def _take(self, topic: str, messages: Sequence[Any]) -> None:
        now, stream = self.clock.time(), topics.stream_of(topic) or "retry"
        chunks = [message.value.value for message in messages if len(message.value.value.offsets)]
        latest: dict[int, int] = {}
        if chunks:
            result = self._intake.take(joined(chunks), now)
            latest = result.latest
            self._unknown.add(result.unknown_fields, now)
            self._write(result, topic)
            self._metrics.count("tidewatch_records_total", sum(len(one.offsets) for one in chunks), source=topic)
        ago = time.monotonic() - now
        for message in messages:
            source, fetched = f"{topic}/{message.partition}", message.value
            self._watermarks.add(source, stream, now)
            self._watermarks.read(source, latest.get(message.partition), fetched.next, fetched.came - ago)

    async def _follows(self, message: Any, consumer: Any) -> bool:
        """Whether a fetch begins where the last one ended. One of before a rebalance would leave a hole: it is passed over, the hole read."""
        place, fetched = (message.topic, message.partition), message.value
        expected = self._next.get(place, fetched.first)
        if fetched.first > expected:
            tp = consumer._new_topicpartition(*place)
            begins = (await consumer.earliest_offsets(tp))[tp]
            if begins > expected:
                log.error("%s/%s: offsets %s to %s have been deleted unread", *place, expected, begins - 1)
            await consumer.seek(tp, max(begins, expected))
            self._next[place] = max(begins, expected)
            return False
        self._next[place] = fetched.next
        return True

    def _write(self, result: IntakeResult, topic: str = "") -> None:
        self._send_retry(result)
        for partition, frames in result.frames.items():
            for stream, source, frame in frames:
                for piece in cut(Frame(Header(stream, f"{topic}/{source}"), frame)):
                    self._sender.send(topics.LOG, encode(piece), partition=partition)
        for letter in result.dead_letters:
            self._sender.send(topics.DEAD_LETTERS, letter.model_dump_json().encode())
            self._metrics.count("tidewatch_dead_letters_total", 1, reason=str(letter.reason))

    def _send_retry(self, result: IntakeResult) -> None:
        for row in result.retry:
            self._sender.send(topics.RETRY, row.value, key=row.key, headers=row.headers)

    # ---- in between

    def tick(self, consumer: Any) -> None:
        """Hear of accounts that others have read, give up what has waited too long, say how far the sources have been read."""
        now = self.clock.time()
        for chunk in self._references.news():
            self._send_retry(self._intake.learn(chunk, now))
        self._write(self._intake.expire(now))
        if now - self._said >= (MARKS_SECONDS if self._busy else TICK_SECONDS):
            self._tell(consumer, now)

    def rest(self, consumer: Any) -> None:
        """No fetch waits to be taken: the shards hear how far all sources have been read."""
        self._busy = False
        self._tell(consumer, self.clock.time())

    def _tell(self, consumer: Any, now: float) -> None:
        self._said = now
        self._look_at_ends(consumer, now)
        self._say(self._watermarks.news(now))

    def _say(self, news: list[Mark]) -> None:
        """One frame for all of them: every frame that moves the clock is a step of the shard."""
        if not news:
            return
        marks = [(one.source, one.watermark - 1 if one.holds else one.watermark, one.holds) for one in news]
        frame = encode(Frame(Header("watermark", marks=marks)))
        for partition in range(self._partitions):
            self._sender.send(topics.LOG, frame, partition=partition)

    def _look_at_ends(self, consumer: Any, now: float) -> None:
        """A source read to its end no longer holds the clock."""
        for tp in consumer.assignment():
            if tp.topic not in self.topics:
                continue
            source, at = f"{tp.topic}/{tp.partition}", self._next.get((tp.topic, tp.partition))
            self._watermarks.add(source, topics.stream_of(tp.topic) or "retry", now)
            asked = now - consumer.asked_ago(tp)  # before the end, which another answer may move meanwhile
            end = consumer.ends_at(tp)
            if end is None:
                continue
            self._watermarks.ends(source, end, asked)
            if at is None and consumer.stands_at(tp) == end:
                self._watermarks.stands(source, end)
            self._metrics.put(
                "tidewatch_lag_records", max(end - (at or 0), 0) if at else 0, topic=tp.topic, partition=tp.partition
            )

    async def acknowledge(self) -> None:
        """What has been read is acknowledged when everything it led to is written."""
        events, self._read = self._read, []
        if not events:
            return
        await asyncio.to_thread(self._sender.flush)
        kept = []
        for event in events:
            lowest = self._intake.waiting.lowest(event.message.topic, event.message.partition)
            if lowest is None or event.message.offset < lowest:
                event.ack()
            else:
                kept.append(event)
        self._read = kept + self._read

    def report(self) -> dict[str, pl.DataFrame]:
        """What operators are told, as rows of the warehouse: what has changed since it was last asked."""
        now = self.clock.time()
        return {
            "source_state": self._states.news(self._watermarks.marks(now), now),
            "unknown_field": self._unknown.news(),
        }

    # ---- partitions move

    def assigned(self) -> None:
        """Begin anew: every source is read from where it was acknowledged. What is read twice counts once."""
        self._next.clear()
        self._read.clear()
        self._watermarks, self._states = Watermarks(self._patience), SourceStates()
