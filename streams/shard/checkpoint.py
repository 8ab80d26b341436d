"""Checkpoints: what a shard saves, and how it comes back from it.

Order of the driver: findings and effects out → facts → customers' rows → mark → acknowledge the log. `resume` is the log offset from
which it must be read again: rows may be waiting in the merge that came before the last frame, and so may frames of a day close.
"""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any

import msgspec
import numpy as np
import polars as pl
from numpy.typing import NDArray

from streams.shard.book import pack, unpack
from streams.shard.merge import Reading
from streams.shard.shard import Shard
from streams.shard.stages import Stages

PAGE = 25_000  # saved customers taken in at once: about 50 MB


@dataclass(frozen=True)
class Checkpoint:
    """Everything that changed since the last one, and where the shard stands."""

    partition: int
    position: int
    resume: int
    rows: list[tuple[str, bytes]]
    payload: dict[str, Any]
    customer_days: pl.DataFrame


def checkpoint(shard: Shard) -> Checkpoint:
    """Collect; the shard goes on at once, the caller saves what it got."""
    stages, merge = shard.stages, shard.merge
    resume, highs = merge.resume_at(shard.position)
    resume = resume if shard.closing.first is None else min(resume, shard.closing.first)
    written = [stages.customers.rows[name] for name in stages.books.dirty if name in stages.customers.rows]
    stages.customers.touch(np.array(written, np.int64))
    ids = stages.customers.ids
    moved = stages.customers.take_moved()
    rows = list(zip([ids[row] for row in moved.tolist()], _blobs(shard, moved), strict=True))
    stages.books.dirty.clear()
    sources = {name: [one.watermark, one.holds, highs[name]] for name, one in merge.readings.items()}
    payload = {
        "position": shard.position, "resume": resume, "clock": merge.clock, "seen_to": merge.seen_to, "moved_to": merge.moved_to, "sources": sources,
        "day": shard.day.isoformat() if shard.day else None,
        "closed": stages.closed.isoformat() if stages.closed else None,
        "passed": shard.passed.isoformat() if shard.passed else None,
        "tides_seen": [[d, p, x] for d, of in shard.tides.seen.items() for p, x in of.items()],
        "tides_sent": list(shard.tides.sent.items()),
    }  # fmt: skip
    return Checkpoint(shard.partition, shard.position, resume, rows, payload, customer_days(shard))


def customer_days(shard: Shard) -> pl.DataFrame:
    """The customer-days that have moved since they were last asked for: what a run that keeps no state stores of its customers."""
    days = shard.stages.features.customer_days(shard.stages.customers.ids)
    return days.with_columns(version=pl.lit(shard.position + 1, pl.UInt64))


def _blobs(shard: Shard, rows: NDArray[np.int64]) -> list[bytes]:
    """One for each of these customers: what its row has seen, its numbers, its id window, its book."""
    stages, encode = shard.stages, msgspec.msgpack.Encoder().encode
    pages, ids, seen = stages.books.pages, stages.customers.ids, (shard.position, shard.merge.clock)
    books = [pack(pages[ids[row]]) if ids[row] in pages else b"" for row in rows.tolist()]
    parts = zip(stages.features.export(rows), stages.repeats.export(rows), books, strict=True)
    return [encode((seen, *part)) for part in parts]


def restore(
    shard: Shard, payload: dict[str, Any], rows: Iterable[tuple[str, int, bytes]], profiles: pl.DataFrame
) -> int:
    """Bring a new shard to where the saved one stood; returns the log offset to read from."""
    merge, stages = shard.merge, shard.stages
    shard.position = payload["resume"] - 1
    shard.recovered = (payload["position"], payload["clock"])
    merge.clock, merge.seen_to, merge.moved_to = payload["clock"], payload["seen_to"], payload["moved_to"]
    for name, (watermark, holds, high) in payload["sources"].items():
        merge.readings[name] = Reading(watermark, holds, high)
    shard.day = _date(payload["day"])
    stages.closed = _date(payload["closed"])
    for day, partition, exchange in payload["tides_seen"]:
        shard.tides.note(day, partition, exchange)
    shard.tides.sent = dict(payload["tides_sent"])
    saved = iter(rows)
    with _uncollected():
        while page := list(islice(saved, PAGE)):
            _load(shard, page)
    if profiles.height:
        stages.put_profiles(profiles)
    return int(payload["resume"])


@contextmanager
def _uncollected() -> Iterator[None]:
    """Millions of objects are made here and none is garbage: looking through them again and again would take most of the time."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _load(shard: Shard, page: Sequence[tuple[str, int, bytes]]) -> None:
    stages, names = shard.stages, [name for name, _, _ in page]
    rows = stages.customers.index(pl.Series(names, dtype=pl.String))
    seen, features, ids, books = zip(*(msgspec.msgpack.decode(blob) for _, _, blob in page), strict=True)
    stages.features.load(rows, features)
    stages.repeats.load(rows, ids)
    stages.ahead |= {n: (at, clock) for n, (at, clock) in zip(names, seen, strict=True) if at > shard.recovered[0]}
    for name, row, book in zip(names, rows.tolist(), books, strict=True):
        if book:
            _open(stages, name, row, book)


def _open(stages: Stages, customer: str, row: int, book: bytes) -> None:
    """Bring back a customer's book, and watch what it says."""
    stages.books.pages[customer] = unpack(book)
    stages.attributes.put(row, stages.books.pages[customer].attributes)
    stages.expecting.watch(customer)
    stages.sequencing.watch(customer)
    stages.tracing.watch(customer)
    stages.alerting.watch(customer)


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
