"""The worker: two Faust agents in one process. Intake turns source topics into the log, shards turn the log into findings.

source topics → Reader.take → frames → log          acknowledged when the frames are written
log → Judge.feed → findings, alerts → their topics  acknowledged when facts, customers' rows and mark are stored (Keeper)
every shard past day D → DayEnd → profiles → log    by the worker that has log partition 0
dead letters → Letters → warehouse; their account has come → retry topic           by the same
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from datetime import date
from functools import partial
from typing import Any

import polars as pl

from detectors.calendar import Calendar
from detectors.profiles import READS, Profiles
from detectors.rules import RuleSet
from events import topics
from sinks.warehouse import StateStore, Warehouse
from streams.intake.directory import Directory
from streams.transport.faust_driver import App, make_app
from streams.worker.broker import check_log, partitions
from streams.worker.day_end import DayEnd
from streams.worker.facts import Facts
from streams.worker.judging import Judge
from streams.worker.keeping import Keeper
from streams.worker.letters import Letters
from streams.worker.metrics import Metrics
from streams.worker.pausing import Pausing
from streams.worker.reading import Reader
from streams.worker.references import References
from streams.worker.sender import Sender
from streams.worker.settings import (
    ACKNOWLEDGE_SECONDS,
    LETTERS_SECONDS,
    LOOK_SECONDS,
    STOP_SECONDS,
    TICK_SECONDS,
    TOGETHER,
    Settings,
)

log = logging.getLogger(__name__)


class Worker:
    """Everything one process does. What it says of alerts is on their topics; `keep` adds rows for the warehouse to the next checkpoint."""

    def __init__(self, settings: Settings, rules: RuleSet, calendar: Calendar, warehouse: Warehouse) -> None:
        self.settings, self.metrics = settings, Metrics()
        counts = partitions(settings)
        self._prepare(warehouse)
        store, shards = StateStore(warehouse), counts[topics.LOG]
        check_log(settings, shards, store)
        self.sender, self.facts = Sender(settings), Facts()
        references = References(settings, counts)
        directory = Directory(calendar)
        self.reader = Reader(settings, counts, directory, references, self.sender, self.metrics)
        self.judge = Judge(
            shards, self.reader.sources, rules, calendar, warehouse, self.sender, self.facts, self.metrics
        )
        self.keeper = Keeper(shards, self.judge, warehouse, self.sender, self.facts, self.metrics)
        write = partial(_write, self.sender)
        close = Profiles(warehouse.query, calendar, warehouse.insert).close
        self.day_end = DayEnd(shards, store, close, self.sender, write, self.metrics)
        self.letters = Letters(settings, directory.accounts, warehouse, self.sender, self.metrics)
        self.keep = self.facts.keep
        self.closes_days = False
        self._over: dict[int, date] = {}  # as at the last checkpoint
        self.pausing = Pausing(settings.unstored_rows, self.facts, self.sender, self.metrics)
        self.app = self._app()

    @staticmethod
    def _prepare(warehouse: Warehouse) -> None:
        for table, columns in READS.items():
            warehouse.prepare(table, columns)
        warehouse.prepare("profile", {"customer_id": pl.String(), "day": pl.Date(), "version": pl.UInt64()})

    # ---- Faust

    def _app(self) -> App:
        settings = self.settings
        app = make_app(
            settings.group, settings.kafka, self.reader.topics, topics.LOG, instance=settings.instance,
            session_seconds=settings.session_seconds, farewell=self.farewell,
        )  # fmt: skip
        app.on_partitions_assigned.connect(self._assigned, weak=False)
        sources = app.topic(*self.reader.topics, value_serializer="raw", key_serializer="raw")
        frames = app.topic(topics.LOG, value_serializer="raw", key_serializer="raw")
        app.agent(sources, name="intake")(self._each(lambda events: self.reader.take(events, app.consumer), self._rest))
        app.agent(frames, name="shard")(self._each(lambda events: self.judge.feed(events, app.consumer)))
        app.task(self._every(TICK_SECONDS, self._tick))
        app.task(self._every(ACKNOWLEDGE_SECONDS, self.reader.acknowledge))
        app.task(self._every(LOOK_SECONDS, self._save_when_due))
        app.task(self._every(LETTERS_SECONDS, self._look_at_letters))
        return app

    def _rest(self) -> None:
        if self._may_tell:
            self.reader.rest(self.app.consumer)

    def _each(
        self, do: Callable[[list[Any]], Awaitable[None]], rest: Callable[[], None] = lambda: None
    ) -> Callable[[Any], Awaitable[None]]:
        """An agent over fetches: `do` with all that wait, `rest` when no others have come since. What goes wrong ends the worker: it begins again
        from its last checkpoint."""

        async def agent(stream: Any) -> None:
            queue, events = stream.channel.queue, list[Any]()
            async for event in stream.noack().events():
                events.append(event)
                if queue.empty() or len(events) >= TOGETHER:
                    taken, events = events, []
                    await self._or_crash(do([one for one in taken if self._is_ours(one)]))
                    if queue.empty():
                        rest()

        return agent

    def _is_ours(self, event: Any) -> bool:
        """Not of before a rebalance, which has come while it waited for others to be taken with."""
        return bool(event.message.generation_id == self.app.consumer_generation_id)

    def _every(self, seconds: float, do: Callable[[], Awaitable[None]]) -> Callable[[], Awaitable[None]]:
        async def task() -> None:
            while not self.app.should_stop:
                await asyncio.sleep(seconds)
                await self._or_crash(do())

        return task

    async def _or_crash(self, doing: Awaitable[None]) -> None:
        try:
            await doing
        except Exception as error:
            log.exception("the worker ends; start it again: nothing is lost")
            await self.app.crash(error)
            raise

    async def _assigned(self, app: Any, assigned: Any, **_: Any) -> None:
        mine = {tp.partition for tp in assigned if tp.topic == topics.LOG}
        self.reader.assigned()
        self.judge.assigned(mine)
        self.day_end.assigned()
        self.closes_days = 0 in mine
        self.metrics.count("tidewatch_assignments_total")

    # ---- in between

    @property
    def _may_tell(self) -> bool:
        """Whether shards can be told how far sources have been read."""
        return not self.sender.full and not self.app.rebalancing

    async def _tick(self) -> None:
        consumer = self.app.consumer
        self.sender.poll()
        if self._may_tell:
            self.reader.tick(consumer)
        self.pausing.look(consumer)
        self.metrics.put("tidewatch_checkpoint_age_seconds", time.monotonic() - self.keeper.last)

    async def _save_when_due(self) -> None:
        """Once in `checkpoint_seconds`, and as soon as a shard's day is over: a bank's past is hundreds of days, each of which waits for it."""
        over = self.judge.over()
        if over != self._over or time.monotonic() - self.keeper.last >= self.settings.checkpoint_seconds:
            self._over = over
            await self._save()
        if self.closes_days and over:
            await self.day_end.close_when_over()

    async def _save(self) -> None:
        for table, rows in self.reader.report().items():
            if rows.height:
                self.keep(table, rows)
        await self.keeper.checkpoint()

    async def _look_at_letters(self) -> None:
        await asyncio.to_thread(self.letters.look if self.closes_days else self.letters.rest)

    async def farewell(self) -> None:
        """Asked to end: a last checkpoint, if it can be had soon; what is not saved is done again by the next owner."""
        try:
            await asyncio.wait_for(self._last_words(), STOP_SECONDS)
        except Exception as error:
            log.warning("ending without a last checkpoint, nothing is lost: %r", error)

    def close(self) -> None:
        """Hang up. After the app has ended."""
        self.letters.rest()
        self.reader.close()

    async def _last_words(self) -> None:
        await self.keeper.checkpoint()
        await self.reader.acknowledge()


def _write(sender: Sender, partition: int, message: bytes) -> None:
    sender.send(topics.LOG, message, partition=partition)


def build(settings: Settings, rules: RuleSet, calendar: Calendar, warehouse: Warehouse) -> Worker:
    """A worker that knows whose accounts are whose; `worker.app` is its Faust app. Raises CannotStart, WarehouseDown, Refused."""
    worker = Worker(settings, rules, calendar, warehouse)
    worker.reader.learn()
    return worker
