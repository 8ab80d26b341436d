"""Intake: a chunk of a source topic becomes frames for the log.

    take(chunk) = decode → check → learn → identify → split

Every record ends in exactly one place: in the frames, among the dead letters, or in `retry` (its account is not known yet).
Pure but for its memory: nothing here touches Kafka. The driver writes `retry` first, then the frames, then the dead letters, then
commits, no further than `waiting.lowest` allows.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from events import topics
from events.check import Limits, check
from events.dead_letter import DeadLetter, DeadLetterReason
from events.decode import decode
from events.decode_one import Refused
from events.eager import beside, ticks
from events.streams import STREAMS
from streams.intake import waiting
from streams.intake.chunk import Chunk, GivenChunk, Message
from streams.intake.directory import Directory
from streams.intake.identify import identify
from streams.intake.split import by_partition, partitions_of
from streams.intake.subjects import Addressed, address
from streams.intake.waiting import Parked, State, Waiting


class Part(NamedTuple):
    """Rows of one stream from one partition of its topic."""

    stream: str
    partition: int
    rows: pl.DataFrame


Frames = dict[int, list[Part]]  # by log partition
RECORD = "_record"  # the column of each row's place in its chunk


@dataclass
class IntakeResult:
    """What became of one chunk."""

    frames: Frames = field(default_factory=lambda: defaultdict(list))
    dead_letters: list[DeadLetter] = field(default_factory=list)
    retry: list[Parked] = field(default_factory=list)  # to be written to the retry topic before anything else
    unknown_fields: Counter[str] = field(default_factory=Counter)  # by stream.name
    counts: Counter[str] = field(default_factory=Counter)  # taken by stream; `strangers`, `waiting`, `unconverted`
    latest: dict[int, int] = field(default_factory=dict)  # partition → highest event time of a good record, epoch ms

    @property
    def latest_ms(self) -> int | None:
        """The highest event time of all, for a watermark."""
        return max(self.latest.values(), default=None)


@dataclass
class _Batch:
    """Records of one stream on their way through the stages."""

    stream: str
    chunk: Chunk
    now: float
    result: IntakeResult
    again: bool = False  # from the retry topic: an account still unknown is a dead letter now
    frame: pl.DataFrame = field(default_factory=pl.DataFrame)  # with RECORD
    route: pl.Series = field(default_factory=pl.Series)

    @property
    def records(self) -> NDArray[np.int64]:
        """Each row's place in the chunk."""
        places: NDArray[np.int64] = self.frame[RECORD].to_numpy()
        return places

    def refuse(self, refused: list[tuple[int, Refused]]) -> None:
        """Dead letters, one for each (place in the chunk, why)."""
        for i, why in refused:
            self.result.dead_letters.append(_dead(why, self.chunk.record(i), self.stream, _place(self.chunk, i)))


Stage = Callable[[_Batch], None]


class Intake:
    """Turns chunks into frames. `partitions`: of the log."""

    def __init__(
        self, directory: Directory, partitions: int, limits: Limits | None = None, parked: Waiting | None = None
    ) -> None:
        self.directory = directory
        self.partitions = partitions
        self.limits = limits or Limits()
        self.waiting = Waiting() if parked is None else parked  # an empty one is false

    def take(self, chunk: Chunk, now: float) -> IntakeResult:
        """Everything one chunk says. `now`: the wall clock, seconds since 1970."""
        stages = (self._decode, self._check, self._learn, self._identify, self._split)
        return self._run(chunk, now, stages)

    def learn(self, chunk: Chunk, now: float) -> IntakeResult:
        """Only take note of reference records: every worker reads all of them, whoever writes them to the log."""
        return self._run(chunk, now, (self._decode, self._check, self._learn))

    def expire(self, now: float) -> IntakeResult:
        """Give up what has waited too long."""
        result = IntakeResult()
        self._give_up(self.waiting.expired(now), result)
        return result

    def _run(self, chunk: Chunk, now: float, stages: tuple[Stage, ...]) -> IntakeResult:
        result = IntakeResult()
        for batch in self._batches(chunk, result, now):
            for stage in stages:
                stage(batch)
        return result

    # ---- the stages

    def _batches(self, chunk: Chunk, result: IntakeResult, now: float) -> list[_Batch]:
        if chunk.topic == topics.RETRY:
            return self._retried(chunk, result, now)
        stream = topics.stream_of(chunk.topic)
        if stream is not None:
            return [_Batch(stream, chunk, now, result)]
        why = Refused(DeadLetterReason.UNKNOWN_STREAM, f"no stream has the topic {chunk.topic!r}")
        result.dead_letters += [_dead(why, chunk.record(i), None, _place(chunk, i)) for i in range(len(chunk.offsets))]
        return []

    def _decode(self, batch: _Batch) -> None:
        chunk = batch.chunk
        headers = (lambda i: chunk.record(i)[2]) if chunk.has_headers else None
        decoded = decode(batch.stream, chunk.buffer, len(chunk.offsets), headers)
        unknown = decoded.unknown_fields.items()
        batch.result.unknown_fields.update({f"{batch.stream}.{name}": number for name, number in unknown})
        batch.refuse(decoded.rejects)
        offsets = pl.Series("source_offset", chunk.offsets[decoded.rows], dtype=pl.Int64)
        batch.frame = beside(decoded.frame, offsets, pl.Series(RECORD, decoded.rows, dtype=pl.Int64))

    def _check(self, batch: _Batch) -> None:
        refused = check(batch.stream, batch.frame, datetime.fromtimestamp(batch.now, UTC), self.limits)
        if refused:
            places = batch.records
            batch.refuse([(int(places[i]), why) for i, why in refused])
            keep = np.ones(len(places), np.bool_)
            keep[[i for i, _ in refused]] = False
            batch.frame = batch.frame.filter(keep)
        if batch.frame.height:
            times, partitions = ticks(batch.frame["event_time"]), batch.chunk.partitions[batch.records]
            for p in set(partitions.tolist()):
                latest = int(times[partitions == p].max())
                batch.result.latest[p] = max(latest, batch.result.latest.get(p, latest))

    def _learn(self, batch: _Batch) -> None:
        arrived = self.directory.apply(batch.stream, batch.frame) if batch.frame.height else []
        if arrived:
            batch.result.retry += [row.marked(State.READY) for row in self.waiting.arrived(arrived)]

    def _identify(self, batch: _Batch) -> None:
        counts = batch.result.counts
        if batch.stream == "txn":
            known, unknown = identify(batch.frame, self.directory)
            found = Addressed(known, known["customer_id"], unknown, 0)
            counts["unconverted"] += known["amt_cny"].null_count()
        else:
            found = address(batch.stream, batch.frame, self.directory)
            counts["unconverted"] += found.unconverted
        counts[batch.stream] += batch.frame.height - found.waiting.height
        counts["strangers"] += found.strangers
        self._park(batch, found.waiting)
        batch.frame, batch.route = found.rows, found.route

    def _split(self, batch: _Batch) -> None:
        if batch.route.null_count():
            everybody = batch.route.is_null()
            told = batch.frame.filter(everybody)
            for partition in range(self.partitions):
                self._put(batch, told, np.full(told.height, partition))
            batch.frame, batch.route = batch.frame.filter(~everybody), batch.route.filter(~everybody)
        if batch.frame.height:
            self._put(batch, batch.frame, partitions_of(batch.route, self.partitions))

    def _put(self, batch: _Batch, rows: pl.DataFrame, where: NDArray[np.int64]) -> None:
        """Rows into the result, by log partition and by the partition that they were read from."""
        came = batch.chunk.partitions[rows[RECORD].to_numpy()]
        rows = rows[[name for name in rows.columns if name != RECORD]]
        for place, part in by_partition(rows, came * self.partitions + where).items():
            source, partition = divmod(place, self.partitions)
            batch.result.frames[partition].append(Part(batch.stream, source, part))

    # ---- what cannot go on

    def _park(self, batch: _Batch, rows: pl.DataFrame) -> None:
        """What has to wait is written to the retry topic and waits there; what comes from there has waited."""
        if rows.is_empty():
            return
        parked = []
        for i, account in zip(rows[RECORD].to_list(), rows["account_no"].to_list(), strict=True):
            key, value, headers = batch.chunk.record(i)
            parked.append(Parked(account, batch.stream, key, value or b"", headers, _place(batch.chunk, i)))
        if batch.again:
            self._give_up(parked, batch.result)
        else:
            batch.result.retry += [row.marked(State.PARKED) for row in parked]
            batch.result.counts["waiting"] += len(parked)

    def _give_up(self, rows: list[Parked], result: IntakeResult) -> None:
        for row in rows:
            why = Refused(
                DeadLetterReason.UNKNOWN_ACCOUNT, f"no account record came for {row.account_no} while it waited"
            )
            record = row.key, row.value, row.headers
            result.dead_letters.append(_dead(why, record, row.stream, row.place, row.account_no))

    def _retried(self, chunk: Chunk, result: IntakeResult, now: float) -> list[_Batch]:
        """Parked records begin to wait, or are made ready at once; ready ones are batches, one for each run of one stream, so that
        their offsets rise from frame to frame."""
        parked, ready = [], list[tuple[str, int]]()
        for i in range(len(chunk.offsets)):
            key, value, headers = chunk.record(i)
            stream, place = headers.get(waiting.STREAM, ""), _place(chunk, i)
            if stream not in STREAMS or not value:
                why = Refused(DeadLetterReason.UNKNOWN_STREAM, f"a record of the retry topic for the stream {stream!r}")
                result.dead_letters.append(_dead(why, (key, value, headers), None, place))
            elif headers.get(waiting.RETRY) == State.PARKED:
                parked.append(Parked(headers.get(waiting.ACCOUNT, ""), stream, key, value, headers, place))
            else:
                ready.append((stream, i))
        known = self.directory.accounts.code
        result.retry += [row.marked(State.READY) for row in parked if known(row.account_no)]
        unknown = [row for row in parked if not known(row.account_no)]
        self._give_up(self.waiting.park(unknown, now), result)
        runs = groupby(ready, key=itemgetter(0))
        return [_Batch(stream, _part(chunk, [i for _, i in run]), now, result, again=True) for stream, run in runs]


def _part(chunk: Chunk, indexes: list[int]) -> GivenChunk:
    records = [chunk.record(i) for i in indexes]
    return GivenChunk(chunk.topic, chunk.partitions[indexes], records, chunk.offsets[indexes].tolist())


def _place(chunk: Chunk, i: int) -> waiting.Place:
    return chunk.topic, int(chunk.partitions[i]), int(chunk.offsets[i])


def _dead(
    why: Refused, record: Message, stream: str | None, place: waiting.Place, account: str | None = None
) -> DeadLetter:
    given = partial(DeadLetter.of, why.reason, why.detail, record[1] or b"", stream=stream, headers=dict(record[2]))
    return given(topic=place[0], partition=place[1], offset=place[2], account=account)
