"""Everything in one process: journal, engine, warehouse, desk, and the simulated bank that feeds them.

simulator, API → journal → engine → desk (people)
                                  → warehouse (facts, findings, alerts, suppressions, transitions)
"""

from __future__ import annotations

import json
import logging
import secrets
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import msgspec

from api.engine import Backpressure, EngineDown
from api.services import Services
from detectors.calendar import Calendar
from detectors.rules import RuleSet
from events import topics
from events.dead_letter import DeadLetter
from events.outage import Outage
from sinks.desk import Desk, DeskDown, Roster
from sinks.warehouse import WarehouseDown
from sinks.warehouse.questions import Questions
from sinks.warehouse.sounds import Sounds
from streams.embedded import EmbeddedEngine
from streams.journal import JournalDown, Record
from streams.shard.saved import LayoutChanged
from streams.simulate import live, present
from tidewatch.house import tables
from tidewatch.house.colleagues import Colleagues
from tidewatch.house.keeper import DeskKeeper
from tidewatch.house.parts import NOTHING, Given, Parts
from tidewatch.house.tagging import TagKeeper
from tidewatch.house.working import BankHours

log = logging.getLogger(__name__)

BATCH = 5_000
BEAT_SECONDS = 0.2
BUSY_SECONDS = 0.5  # of one round: more than a live bank's records take
BUSY_BEATS = (
    20  # a busy engine is left alone for so many: days of the past close faster than their tags can be looked at
)
MOST_WAITING = 500_000  # records of one source, ~200 MB of journal


class House:
    """The parts and their threads. `start` returns at once; the past is read behind the open door."""

    def __init__(self, data: Path, demo: bool = True, calendar: Calendar | None = None, given: Given = NOTHING) -> None:
        self.calendar = calendar or Calendar()
        self.demo, self.data = demo, data
        self.rules = RuleSet.load(calendar=self.calendar)
        self._parts = Parts(data, given)
        self.warehouse, self.journal, self.redis = self._parts.warehouse, self._parts.journal, self._parts.redis
        self.questions = Questions(self.warehouse)
        self.tags = TagKeeper(self.warehouse)
        self.sounds = Sounds(self.warehouse)
        self.desk = Desk(self.redis.client, BankHours(self.calendar))
        self.keeper = DeskKeeper(self.desk, self.warehouse, self.calendar, demo)
        self.engine = EmbeddedEngine(self.rules, self.calendar, self.warehouse, self.journal, self._told)
        self.engine.ahead = self.tags.told_from
        self._check_state()
        self.secret = _secret(data / "session.key")
        self._colleagues: Colleagues | None = None
        self._telling = Outage(log, "telling people")
        self._stop = threading.Event()
        self._threads: list[threading.Thread] = []
        self.keeper.look(0)
        self.keeper.rebuild(beat=self._still)

    def _check_state(self) -> None:
        if not self.engine.readable():
            self._parts.close()
            raise LayoutChanged(
                f"the state of the customers in {self.data} was saved by another version of Tidewatch and cannot be read: "
                f"`tidewatch rebuild --data {self.data} --yes` makes it anew from the stored facts, nothing is lost"
            )

    # ---- from the engine, in its thread

    def _told(self, alerts: list[tables.Row], suppressions: list[tables.Row]) -> None:
        for row in alerts:
            self._to_desk(row)
        for table, rows in (("alert", alerts), ("suppression", suppressions)):
            if rows:
                self.engine.keep(table, tables.frame(table, rows))

    def _to_desk(self, row: tables.Row) -> None:
        """Redis away: detection waits here, nothing is checkpointed past it, nothing is lost."""
        while True:
            try:
                self.keeper.take(row)
                if self._colleagues is not None:
                    self._colleagues.see(row)
                return self._telling.over()
            except DeskDown as error:
                self._telling.met(error)
                if self._stop.wait(1.0):
                    raise

    # ---- threads of the house

    def start(self, simulate: bool = True, customers: int = 60, speed: float = 480.0, seed: int = 1) -> None:
        """Open."""
        if simulate:
            self.worked_off_until(present())
        self.engine.start()
        jobs: dict[str, Callable[[], None]] = {"desk": self._desk_job, "tags": self._tag_job}
        if simulate:
            jobs["simulator"] = lambda: self._simulate(seed, customers, speed)
        for name, job in jobs.items():
            self._threads.append(threading.Thread(target=job, name=name, daemon=True))
            self._threads[-1].start()

    def worked_off_until(self, moment: int) -> None:
        """Of a simulated bank: its people have worked off the alerts before a moment (epoch ms). Before `start`."""
        self._colleagues = Colleagues(self.desk, moment)

    def _desk_job(self) -> None:
        outage = Outage(log, "the desk's work")
        while not self._stop.wait(0.5):
            try:
                self._still()
                if not self.desk.built():
                    # built while it runs it would lack the alerts that are not stored yet; the next start has them from the journal
                    raise RuntimeError("Redis has been emptied: start again, and the desk is built from the warehouse")
                self.keeper.look(self._now)
                if self.engine.started:
                    self.keeper.tick(self._now)
                self.keeper.store()
                self.sounds.learn()
                outage.over()
            except (DeskDown, WarehouseDown) as error:
                outage.met(error)

    def _still(self) -> None:
        """Stay the desk. Raises DeskDown, RuntimeError."""
        if not self._parts.hold():
            raise DeskDown("another process has become the desk of this Redis")

    @property
    def _now(self) -> int:
        return max(self.engine.clock, 0)

    def _tag_job(self) -> None:
        """As soon as facts have been stored, once the past has been read; more rarely while the engine has its hands full."""
        engine, passed = self.engine, 0
        while not self._stop.is_set():
            if engine.news.wait(BEAT_SECONDS):
                engine.news.clear()
            busy = engine.busy_for > BUSY_SECONDS and passed < BUSY_BEATS
            if not engine.started or self._behind() or busy:
                passed += 1
                self._stop.wait(BEAT_SECONDS)
                continue
            passed = 0
            self.tags.ahead(engine.take_ahead())
            self.tags.see(engine.take_news())
            day = engine.shards[0].day
            if day is not None and engine.failure is None:
                self.tags.refresh(day, engine.shards[0].stages.closed)

    def _behind(self) -> bool:
        return any(self.journal.end(t) > self.journal.position(f"intake {t}") + BATCH for t in topics.SOURCES.values())

    # ---- the simulated bank

    def _simulate(self, seed: int, customers: int, speed: float) -> None:
        """The bank's past at once, then its days at speed; a restart goes on where it was."""
        sent, done, outage = 0, self.journal.position("simulated"), Outage(log, "the simulated bank")
        batch: dict[str, list[Record]] = defaultdict(list)
        owed = 0.0
        for wait, stream, record in live(seed, customers, speed):
            sent += 1
            if sent <= done:
                continue
            owed += wait
            if owed >= BEAT_SECONDS or sum(map(len, batch.values())) >= BATCH:
                self._send(batch, sent - 1, outage)
                if self._stop.wait(owed):
                    return
                owed = 0.0
            batch[stream].append((None, json.dumps(record, ensure_ascii=False).encode(), {}))

    def _send(self, batch: dict[str, list[Record]], sent: int, outage: Outage) -> None:
        while batch and not self._stop.is_set():
            try:
                with self.journal.transaction():
                    for stream, records in batch.items():
                        self.engine.accept(stream, records, fsync=False)
                    self.journal.put("simulated", sent)
                batch.clear()
                outage.over()
            except JournalDown as error:
                outage.met(error)
                self._stop.wait(1.0)

    # ---- for the API

    def services(self) -> Services:
        """The parts as the API takes them."""
        return Services(
            engine=FrontDoor(self.engine, lambda: self.tags.reconciliation), desk=self.desk, warehouse=self.warehouse, rules=self.rules, questions=self.questions,
            roster=self.roster, identities=lambda: self.keeper.identities, tags_of=self.tags.of, lists=self.tags.lists, demo=self.demo,
            mappings=self.data / "mappings", proofs=self.data / "proofs",
        )  # fmt: skip

    def roster(self) -> Roster:
        """Who works where, now."""
        return self.desk.roster

    def close(self) -> None:
        """Checkpoint everything and end."""
        self._stop.set()
        self.engine.stop()  # first: the others are at rest, it may be in the middle of the bank's past
        for thread in self._threads:
            thread.join(timeout=5)
        self.tags.close()
        self.keeper.store()
        self._parts.close()


class FrontDoor:
    """`api.engine.Engine` over the embedded engine."""

    def __init__(self, engine: EmbeddedEngine, reconciliation: Callable[[], dict[str, Any] | None]) -> None:
        self._engine, self._reconciliation = engine, reconciliation

    @property
    def clock(self) -> int:
        """The bank's present moment; the beginning of 1970 while nothing has come."""
        return max(self._engine.clock, 0)

    def accept(self, stream: str, records: Sequence[Record]) -> int:
        """On disk when it returns; Backpressure when more than a minute's work waits already. Raises EngineDown when the disk is full."""
        topic, journal = topics.SOURCES[stream], self._engine.journal
        if journal.end(topic) - journal.position(f"intake {topic}") > MOST_WAITING:
            raise Backpressure(retry_after=5)
        try:
            return self._engine.accept(stream, records)
        except JournalDown as error:
            raise EngineDown(str(error)) from None

    def requeue(self, number: int, record: bytes | None = None) -> bool:
        """Send a dead letter again. Raises EngineDown when the disk is full."""
        try:
            return self._engine.requeue(number, record)
        except JournalDown as error:
            raise EngineDown(str(error)) from None

    def reasons(self) -> dict[str, int]:
        """Dead letters by reason."""
        return self._engine.journal.reasons()

    def dead_letters(self, reason: str | None, after: int, limit: int) -> list[dict[str, Any]]:
        """Dead letters, the newest first, their originals as text."""
        return [
            _letter(number, at, text, requeued)
            for number, at, text, requeued in self._engine.journal.buried(reason, after, limit)
        ]

    def operations(self) -> dict[str, Any]:
        """Sources, shards and rates."""
        engine, now = self._engine, time.time()
        rates, clock = engine.rates, self.clock
        waiting = {t: engine.journal.end(t) - engine.journal.position(f"intake {t}") for t in topics.SOURCES.values()}
        sources: list[dict[str, Any]] = [
            {
                "source": topic, "records": engine.journal.position(f"intake {topic}"), "rate": 0.0, "watermark": rates.latest.get(topic),
                "lag_seconds": 0.0, "waiting": waiting[topic],
            }
            for topic in topics.SOURCES.values()
            if engine.journal.end(topic)
        ]  # fmt: skip
        for one in sources:
            one["lag_seconds"] = max(0.0, (clock - (one["watermark"] or clock)) / 1000)
        shard = engine.shards[0]
        return {
            "sources": sources,
            "shards": [
                {
                    "partition": 0, "position": shard.position, "customers": len(shard.stages.customers), "day": str(shard.day or ""),
                    "last_checkpoint": int(rates.last_checkpoint * 1000),
                }
            ],
            "rates": {"records_per_second": round(rates.per_second(now), 1), "findings": rates.findings, "alerts": rates.alerts},
            "lag_seconds": 0.0 if not sum(waiting.values()) else round(sum(waiting.values()) / max(rates.per_second(now), 1.0), 1),
            "failure": None if engine.failure is None else str(engine.failure),
            "reconciliation": self._reconciliation(),
        }  # fmt: skip


def _letter(number: int, at: int, text: bytes, requeued: bool) -> dict[str, Any]:
    letter = DeadLetter.model_validate(msgspec.json.decode(text))
    return {
        "id": number, "reason": str(letter.reason), "detail": letter.detail, "stream": letter.stream, "topic": letter.topic,
        "partition": letter.partition, "offset": letter.offset, "at": at, "original": letter.bytes().decode(errors="replace"), "requeued": requeued,
    }  # fmt: skip


def _secret(path: Path) -> str:
    """The key that signs sessions: made once, readable by its owner only."""
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_hex(32))
    return path.read_text()
