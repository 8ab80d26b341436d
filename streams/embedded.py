"""The embedded engine: the same intake, shards and day close as on Kafka, over the journal, in one thread of one process.

    accept → journal (fsync) → intake → log frames + position, one transaction → shards → people, warehouse → checkpoint

kill -9 at any place loses nothing: what was accepted is in the journal, what was taken is in the log together with the position,
what a shard has done since its last mark it does again with the same ids and versions.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import defaultdict, deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

import polars as pl

from detectors.calendar import Calendar
from detectors.rules import RuleSet
from events import topics
from events.alert import NotifyReason, SuppressReason
from events.outage import Outage
from events.streams import REFERENCE_STREAMS, STREAMS
from sinks.warehouse import Warehouse, WarehouseDown
from sinks.warehouse.letters import letter_rows
from sinks.warehouse.told import told
from streams.intake.chunk import GivenChunk
from streams.intake.directory import Directory
from streams.intake.pipeline import Intake, IntakeResult
from streams.intake.reports import SourceStates, UnknownFields
from streams.intake.watermarks import Mark, SourceState
from streams.journal import Journal, JournalDown, Record
from streams.local import Collected, Facts, LocalEngine
from streams.log import Frame, Header, cut, decode, encode
from streams.requeue import into_journal
from streams.returning import returned
from streams.shard import saved
from streams.shard.checkpoint import Checkpoint
from streams.shard.outbox import Outbox
from streams.shard.statements import alerts, suppressions

log = logging.getLogger(__name__)

CHECKPOINT_SECONDS = 1.0
CHECKPOINT_REST = 4  # times as long as the last one took, until the next: short of cores, finding and telling go first
RESTING_SECONDS = 0.3  # an engine at rest stores what it has sooner: tags are read from what is stored
IDLE_SECONDS = 0.02
AT_ONCE = 20_000  # records of a chunk, unless they were accepted together
AWAY_SECONDS = 1.0  # before a warehouse that was away is asked again
AML = "aml"  # counted for nobody: an operator's page is no way to learn that there is one (DOMAIN §0.1.5)
LOG_TOPIC = "log 0"  # one shard: one process has one engine thread

Answer = TypeVar("Answer")
Customers = dict[str, set[str]]  # by table
Told = Callable[[list[dict[str, Any]], list[dict[str, Any]]], None]


@dataclass
class Rates:
    """What has gone through, for the operator's page."""

    latest: dict[str, int] = field(default_factory=dict)
    findings: int = 0
    alerts: int = 0
    recent: deque[tuple[float, int]] = field(default_factory=lambda: deque(maxlen=200))
    last_checkpoint: float = 0.0

    def per_second(self, now: float, over: float = 10.0) -> float:
        """Records a second over the last ten seconds."""
        return sum(n for at, n in self.recent if at > now - over) / over


class EmbeddedEngine(LocalEngine):
    """One shard over a journal. `told` gets alerts and suppressions, each with its version, before they are checkpointed."""

    def __init__(self, rules: RuleSet, calendar: Calendar, warehouse: Warehouse, journal: Journal, told: Told) -> None:
        super().__init__(rules, calendar, warehouse, keep_state=True)
        self.journal = journal
        self.rates = Rates()
        self.started = False
        self.idle = False  # everything that has been accepted has been judged
        self.failure: BaseException | None = None
        self.news = (
            threading.Event()
        )  # something is there for `take_news` or `take_ahead`; whoever waits for it clears it
        self.ahead = frozenset[str]()  # tables whose rows may be had before they are stored
        self._turn = threading.Lock()
        self._news: Customers = defaultdict(set)  # with new facts in the warehouse
        self._ahead: Facts = {}  # that are to be collected, and may be had before
        self._unstored: Customers = defaultdict(set)  # with facts that are to be collected
        self._storing: Customers = {}  # with facts that have been
        self._storer = ThreadPoolExecutor(1, "checkpoint")
        self._stored_by: Future[list[Checkpoint]] | None = None
        self._collected_at = self._put_took = 0.0
        self._told_outside = told
        self._calendar = calendar
        self._stop, self._wake = threading.Event(), threading.Event()
        self.intake = Intake(Directory(calendar), 1)
        self._began = time.monotonic()
        self._states, self._unknown = SourceStates(), UnknownFields()
        self._ask_at = 0.0  # when a warehouse that was away is asked again
        self._outage = Outage(log, "storing")
        self._known = -1  # accounts there were when dead letters were last looked through
        self._thread = threading.Thread(target=self._run, name="engine", daemon=True)

    def readable(self) -> bool:
        """Whether the saved state can be read: it was saved by this version, with rules that keep the same. Before `start`."""
        row = self.store.any_row(0)
        return row is None or saved.readable(self.shards[0].stages, row)

    # ---- from outside, any thread

    def accept(self, stream: str, records: Sequence[Record], fsync: bool = True) -> int:
        """Records on their way: on disk when this returns; the offset of the first."""
        with self.journal.transaction(fsync):
            first = self.journal.append(topics.SOURCES[stream], records)
        self._wake.set()
        return first

    def start(self) -> None:
        """Come back to where it stood, and go on."""
        self._thread.start()

    def stop(self) -> None:
        """Checkpoint and end."""
        self._stop.set()
        self._wake.set()
        if self._thread.ident is not None:  # it has been started
            self._thread.join(timeout=30)

    @property
    def clock(self) -> int:
        """The bank's present moment, epoch ms."""
        return int(self.shards[0].merge.clock)

    # ---- the engine's thread

    def _run(self) -> None:
        try:
            self._recover()
            self.started = True
            while not self._stop.is_set():
                self.idle = not self.step()
                if self.idle:
                    self._wake.wait(IDLE_SECONDS)
                    self._wake.clear()
                if self._due():
                    self._checkpoint()
            self._checkpoint()
            self._patient(self._stored_whole)
        except (JournalDown, WarehouseDown) as error:
            self.failure = error
            log.error(
                "the engine has stopped: %s. Make room and start Tidewatch again: nothing that was accepted is lost",
                error,
            )
        except BaseException as error:
            self.failure = error
            log.exception("the engine has stopped; start Tidewatch again: nothing that was accepted is lost")
            raise
        finally:
            self._storer.shutdown(wait=False)

    def _due(self) -> bool:
        if self._stored_by is not None and not self._stored_by.done():
            return False
        resting = self.idle and bool(self._unstored)
        pause = max(RESTING_SECONDS if resting else CHECKPOINT_SECONDS, CHECKPOINT_REST * self._put_took)
        return time.monotonic() - self._collected_at > pause

    @property
    def busy_for(self) -> float:
        """Seconds that the present round has taken: long while the past is being read."""
        return time.monotonic() - self._began

    def step(self) -> bool:
        """One round: everything that is in the journal now. True when there was something."""
        self._began = time.monotonic()
        frames, latest = [], None
        with self.journal.transaction():
            for topic in topics.TAKEN_IN_ORDER:
                for taken in self._taken(topic):
                    frames += self._to_log(topic, taken)
                    latest = max((t for t in (latest, taken.latest_ms) if t is not None), default=None)
            self._mend()
            frames += self._read_to(latest)
        for offset, frame in frames:
            if self._stop.is_set():
                break  # the rest is in the journal, behind the place the checkpoint says
            self._feed(offset, frame)
        self.settle()
        return bool(frames)

    def _read_to(self, latest: int | None) -> list[tuple[int, Frame]]:
        """How far the sources have been read: to this event time, though not ahead of the wall. What is dated ahead waits until its time has come."""
        merge, now = self.shards[0].merge, int(time.time() * 1000)
        waiting = merge.first_time()
        if latest is None and waiting is not None and merge.time() < waiting <= now:
            latest = waiting
        if latest is None:
            return []
        names = {**merge.readings, **self.rates.latest}
        marks = [Frame(Header("watermark", name, min(latest, now), holds=False)) for name in names if name]
        return [(self._append(frame), frame) for frame in marks]

    def _close_day(self) -> bool:
        return bool(self._patient(super()._close_day))

    def _relieve(self) -> None:
        while self._patient(lambda: [super(EmbeddedEngine, self)._relieve()]) is None:
            if self._stop.wait(AWAY_SECONDS):
                raise WarehouseDown("asked to end while the warehouse was away")

    def _patient(self, do: Callable[[], Answer]) -> Answer | None:
        """The warehouse away: None, and not asked again for a while. Detection goes on; what it finds is kept until it can be stored."""
        if time.monotonic() < self._ask_at:
            return None
        try:
            return do()
        except WarehouseDown as error:
            self._outage.met(error)
            self._ask_at = time.monotonic() + AWAY_SECONDS
            return None

    def settle(self) -> None:
        """Close days that are over; told to stop, it stops between two of them: a bank's past is hundreds of days."""
        while not self._stop.is_set() and (self._carry_out() or self._close_day()):
            pass

    def _taken(self, topic: str) -> list[IntakeResult]:
        begun = since = self.journal.position(f"intake {topic}")
        results = []
        for first, records in self._waiting(topic, since):
            self.idle = False
            chunk = GivenChunk(topic, 0, records, range(first, first + len(records)))
            results.append(self.intake.take(chunk, time.time()))
            since = first + len(records)
            self._count(topic, results[-1], len(records))
        if topic == topics.RETRY:
            results.append(self.intake.expire(time.time()))
            lowest = self.intake.waiting.lowest(topic, 0)
            since = since if lowest is None else min(since, lowest)
        if since != begun:
            self.journal.put(f"intake {topic}", since)
        return results

    def _waiting(self, topic: str, since: int) -> Iterator[tuple[int, list[Record]]]:
        """What waits, many posts as one chunk: a chunk costs ten milliseconds however few records it has."""
        first, together = since, list[Record]()
        for at, records in self.journal.read(topic, since):
            if together and len(together) + len(records) > AT_ONCE:
                yield first, together
                together = []
            first = first if together else at
            together += records
        if together:
            yield first, together

    def _count(self, topic: str, taken: IntakeResult, records: int) -> None:
        self._unknown.add(taken.unknown_fields, time.time())
        self.rates.recent.append((time.time(), records))
        if taken.latest_ms is not None:
            self.rates.latest[topic] = max(self.rates.latest.get(topic, taken.latest_ms), taken.latest_ms)

    def _to_log(self, topic: str, taken: IntakeResult) -> list[tuple[int, Frame]]:
        if taken.retry:
            self.journal.append(topics.RETRY, [(row.key, row.value, dict(row.headers)) for row in taken.retry])
        for letter in taken.dead_letters:
            self.journal.bury(str(letter.reason), letter.model_dump_json().encode(), letter.account)
        if taken.dead_letters:
            self.keep("dead_letter", letter_rows(taken.dead_letters, self.shards[0].day or date.today()))
        frames = [
            piece
            for stream, _, rows in taken.frames.get(0, [])
            for piece in cut(Frame(Header(stream, topic, -(2**61), holds=True), rows))
        ]
        return [(self._append(frame), frame) for frame in frames]

    def _mend(self) -> None:
        """Dead letters whose account has come are sent again, in the transaction that took the account: once, whatever happens."""
        accounts = self.intake.directory.accounts
        if len(accounts) == self._known:
            return
        self._known = len(accounts)
        for account, numbers in self.journal.awaited().items():
            if accounts.code(account):
                for number in numbers:
                    into_journal(self.journal, number)

    def _append(self, frame: Frame) -> int:
        return self.journal.append(LOG_TOPIC, [(None, encode(frame), {})])

    def write(self, partition: int, frame: Frame) -> None:
        """What the shard and the day close say goes into the log first."""
        for piece in cut(frame):
            self._feed(self._append(piece), piece)

    def _feed(self, offset: int, frame: Frame) -> None:
        self.shards[0].feed(frame, offset)
        self._carry_out()

    def _told(self, out: Outbox, position: int) -> None:
        if out.alerts or out.suppressions:
            shard = self.shards[0]
            said, kept = alerts(shard, out), suppressions(shard, out)
            self._told_outside(said, kept)
            self._count_alerts(said, kept)

    def _count_alerts(self, said: list[dict[str, Any]], kept: list[dict[str, Any]]) -> None:
        """Those that have been opened. One that joins another's cause is told to nobody, so the ledger alone tells that there is one more."""
        opened = [one for one in said if one["notify"] == NotifyReason.OPENED]
        joined = [one for one in kept if one["reason"] == SuppressReason.GROUPED]
        self.rates.alerts += sum(one["audience"] != AML for one in opened + joined)

    def _found(self, findings: pl.DataFrame, position: int) -> None:
        super()._found(findings, position)
        self.findings.clear()  # a replay keeps them for its files; here they are in the warehouse
        self.rates.findings += findings.filter(pl.col("audience") != AML).height

    def keep(self, table: str, rows: pl.DataFrame) -> None:
        """Rows for the warehouse; their customers' tags may move when they are stored."""
        super().keep(table, rows)
        if "customer_id" not in rows.columns:
            return
        with self._turn:
            self._unstored[table].update(rows["customer_id"].unique().drop_nulls().to_list())
            if table in self.ahead:
                self._ahead.setdefault(table, []).append(rows)
                self.news.set()

    def _report(self) -> None:
        """For operators: which sources are read to their ends, and fields that no schema knows."""
        marks = [Mark(topic, latest, self._state(topic)) for topic, latest in self.rates.latest.items()]
        for table, rows in (
            ("source_state", self._states.news(marks, time.time())),
            ("unknown_field", self._unknown.news()),
        ):
            if rows.height:
                self.keep(table, rows)

    def _state(self, topic: str) -> SourceState:
        read = self.journal.position(f"intake {topic}") >= self.journal.end(topic)
        return SourceState.IDLE if read else SourceState.HOLDING

    def _checkpoint(self) -> None:
        """Collected now, stored in a thread of its own: what is found does not wait for the warehouse, which counters, tags and pages are read from
        too. One at a time."""
        if self._patient(self._stored_whole) is None:
            return
        self._outage.over()
        self._report()
        self._stored_by = self._storer.submit(self.put, self.collect())

    def save(self) -> list[Checkpoint]:
        """For a day close, which reads what is stored."""
        self._stored_whole()
        return super().save()

    def _stored_whole(self) -> bool:
        """Wait for the checkpoint under way; one that the warehouse has not taken is stored now. Raises WarehouseDown."""
        storing, self._stored_by = self._stored_by, None
        if storing is not None:
            storing.result()
        elif self._collected is not None:
            self.put(self._collected)
        return True

    def collect(self) -> Collected:
        """What is to be stored, and whose it is."""
        collected = super().collect()
        with self._turn:
            self._storing, self._unstored, self._ahead = self._unstored, defaultdict(set), {}
        self._collected_at = time.monotonic()
        return collected

    def put(self, collected: Collected) -> list[Checkpoint]:
        """Store it, and let go of what is behind it in the journal."""
        began = time.monotonic()
        stored = super().put(collected)
        self._put_took = time.monotonic() - began
        with self._turn:
            for table, customers in self._storing.items():
                self._news[table] |= customers
        self.news.set()
        for one in stored:
            self.journal.forget(LOG_TOPIC, one.resume)
        for stream in STREAMS:
            if stream not in REFERENCE_STREAMS:
                topic = topics.SOURCES[stream]
                self.journal.forget(topic, self.journal.position(f"intake {topic}"))
        self.rates.last_checkpoint = time.time()
        return stored

    def take_news(self) -> Customers:
        """Customers of whom rows have been stored since the last call, by table; any thread."""
        with self._turn:
            news, self._news = self._news, defaultdict(set)
        return news

    def take_ahead(self) -> Facts:
        """Rows of `ahead` tables that the next checkpoint stores, for one who stores them sooner: stored twice they are the same. Their customers
        are no news when it has."""
        with self._turn:
            rows, self._ahead = self._ahead, {}
            for table in rows:
                del self._unstored[table]
        return rows

    # ---- coming back

    def _recover(self) -> None:
        for stream in REFERENCE_STREAMS:
            topic = topics.SOURCES[stream]
            for first, records in self.journal.read(topic, 0):
                self.intake.learn(GivenChunk(topic, 0, records, range(first, first + len(records))), time.time())
        resume = returned(self.shards[0], self.store, self.warehouse)
        for first, records in self.journal.read(LOG_TOPIC, resume):
            for i, (_, value, _) in enumerate(records):
                if self._stop.is_set():
                    return
                self._feed(first + i, decode(value or b""))
        self.settle()
        if self.clock > 0:
            self.rates.latest.update(
                (topic, self.clock) for topic in topics.SOURCES.values() if self.journal.end(topic)
            )
        self._checkpoint()
        self._patient(self._count_told)

    def _count_told(self) -> bool:
        """What was found and told before the restart counts too."""
        self._stored_whole()
        before = told(self.warehouse)
        self.rates.findings, self.rates.alerts = before["findings"], before["alerts"]
        return True

    # ---- dead letters

    def requeue(self, number: int, record: bytes | None = None) -> bool:
        """Send a dead letter's record again, mended or as it was; False when there is none of that number."""
        done = into_journal(self.journal, number, record)
        self._wake.set()
        return done
