"""Checkpoints: what a shard saves, and how it comes back from it.

Order of the driver: findings and effects out → facts → customers' rows → mark → acknowledge the log. `resume` is the log offset from
which it must be read again: rows may be waiting in the merge that came before the last frame.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import msgspec
import numpy as np
import polars as pl

from streams.shard.book import pack, unpack
from streams.shard.merge import Reading
from streams.shard.shard import Shard


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
    written = [stages.customers.rows[name] for name in stages.books.dirty if name in stages.customers.rows]
    stages.customers.touch(np.array(written, np.int64))
    ids = stages.customers.ids
    seen = (shard.position, merge.clock)
    rows = [(ids[row], _blob(shard, row, seen)) for row in stages.customers.take_moved().tolist()]
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
    days = stages.features.customer_days(ids).with_columns(version=pl.lit(shard.position + 1, pl.UInt64))
    return Checkpoint(shard.partition, shard.position, resume, rows, payload, days)


def _blob(shard: Shard, row: int, seen: tuple[int, int]) -> bytes:
    stages = shard.stages
    book = stages.books.pages.get(stages.customers.ids[row])
    parts = [seen, stages.features.export(row), stages.repeats.export(row), pack(book) if book else b""]
    return msgspec.msgpack.encode(parts)


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
    for customer, _, blob in rows:
        _load(shard, customer, blob)
    if profiles.height:
        stages.put_profiles(profiles)
    return int(payload["resume"])


def _load(shard: Shard, customer: str, blob: bytes) -> None:
    stages = shard.stages
    (position, clock), features, ids, book = msgspec.msgpack.decode(blob)
    row = int(stages.customers.index(pl.Series([customer]))[0])
    stages.features.load(row, features)
    stages.repeats.load(row, ids)
    if position > shard.recovered[0]:
        stages.ahead[customer] = (position, clock)
    if book:
        stages.books.pages[customer] = unpack(book)
        stages.attributes.put(row, stages.books.pages[customer].attributes)
        stages.expecting.watch(customer)
        stages.tracing.watch(customer)
        stages.alerting.watch(customer)


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
