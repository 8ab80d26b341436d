"""Checkpoints: what a shard saves, and how it comes back from it.

Order of the driver: findings and effects out → facts → customers' rows → mark → acknowledge the log. `resume` is the log offset from
which it must be read again: rows may be waiting in the merge that came before the last frame, and so may frames of a day close.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import polars as pl

from sinks.warehouse import SavedRows
from streams.shard import saved
from streams.shard.merge import Reading
from streams.shard.shard import Shard
from streams.shard.stages import Stages
from streams.shard.today import again


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
    blobs = saved.rows(stages, moved, (shard.position, merge.clock)).texts()
    rows = list(zip([ids[row] for row in moved.tolist()], blobs, strict=True))
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


def restore(
    shard: Shard,
    payload: dict[str, Any],
    customers: SavedRows,
    profiles: pl.DataFrame | None,
    entries: pl.DataFrame | None,
) -> int:
    """Bring a new shard to where the saved one stood; returns the log offset to read from. Raises LayoutChanged.

    `profiles`: those of the last closed day; of customers that are not this shard's none is taken. `entries`: what has been stored of the shard's
    open day (streams/shard/today).
    """
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
    saved.load(stages, customers, shard.recovered[0])
    if profiles is not None and profiles.height:
        stages.put_profiles(profiles.filter(profiles["customer_id"].is_in(stages.customers.ids)))
    if entries is not None and entries.height:
        stages.tracing.today.add(again(entries, shard.recovered, stages.ahead, _balances(stages, entries)))
    return int(payload["resume"])


def _balances(stages: Stages, entries: pl.DataFrame) -> pl.DataFrame:
    accounts = entries.select("customer_id", "account_no").unique("account_no")
    owners = stages.customers.index(accounts["customer_id"])
    rows = stages.features.accounts.index(owners, accounts["account_no"])
    return accounts.select("account_no", balance=pl.Series(stages.features.accounts.balance[rows]))


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
