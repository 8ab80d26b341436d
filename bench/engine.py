"""Figures (`make bench`): the engine's parts and the whole, on one core, from source records to findings. No broker in between."""

from __future__ import annotations

import json
import os
import tempfile
import time
from pathlib import Path

os.environ.setdefault("POLARS_MAX_THREADS", "1")  # per core: set before polars is loaded

import numpy as np
import polars as pl
from rich.console import Console
from rich.table import Table

from detectors.calendar import Calendar
from detectors.rules import RuleSet
from events import topics
from events.decode import decode
from streams.intake.directory import Directory
from streams.intake.pipeline import Intake
from streams.log import Frame, Header, encode, mark
from streams.log import decode as decode_frame
from streams.replay import Lines
from streams.shard.checkpoint import checkpoint
from streams.shard.shard import Shard
from streams.simulate import simulate

FRAME = 20_000
SOURCE = topics.SOURCES["txn"]


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as scratch:
        simulate(Path(scratch), 1, 2_000, 35)
        lines = (Path(scratch) / "txn.ndjson").read_bytes().splitlines()
        master = {
            stream: (Path(scratch) / f"{stream}.ndjson").read_bytes().splitlines()
            for stream in ("reference", "customer", "account")
        }
    calendar = Calendar()
    rules = RuleSet.load(calendar=calendar)
    intake = Intake(Directory(calendar), 1)
    for stream, records in master.items():
        intake.take(Lines(stream, records, 0), time.time())
    parts = [lines[i : i + FRAME] for i in range(0, len(lines) - FRAME + 1, FRAME)]
    seconds = dict.fromkeys(("decode", "intake", "frame", "shard", "checkpoint"), 0.0)
    shard, offset = Shard(0, 1, rules, calendar, [SOURCE]), 0
    for i, part in enumerate(parts):
        chunk = Lines("txn", part, i * FRAME)
        started = time.perf_counter()
        decode("txn", chunk.buffer, FRAME)
        decoded = time.perf_counter()
        taken = intake.take(chunk, time.time())
        took = time.perf_counter()
        messages = [encode(Frame(Header("txn", SOURCE, taken.latest_ms, False), frame)) for _, frame in taken.frames[0]]
        frames = [decode_frame(message) for message in messages]
        framed = time.perf_counter()
        offset = _feed(shard, frames, offset)
        fed = time.perf_counter()
        checkpoint(shard)
        saved = time.perf_counter()
        if i:  # the first compiles
            for name, spent in zip(
                seconds, (decoded - started, took - decoded, framed - took, fed - framed, saved - fed), strict=True
            ):
                seconds[name] += spent
    _report(seconds, (len(parts) - 1) * FRAME, float(np.mean([len(line) for line in lines])))


def _feed(shard: Shard, frames: list[Frame], offset: int) -> int:
    """Feed frames and what they lead to; a day that is over is closed at once, with profiles made here (their SQL is the warehouse's)."""
    queue = list(frames)
    while queue:
        shard.feed(queue.pop(0), offset)
        offset += 1
        queue = [frame for _, frame in shard.outbox.take().to_log] + queue
        if not queue and shard.day is not None and shard.passed is not None and shard.passed >= shard.day:
            queue += [_profiles(shard), mark("profiled", day=shard.day.toordinal())]
    return offset


def _profiles(shard: Shard) -> Frame:
    """A profile for every customer, of one who receives large sums: few records are then out of the ordinary, as in a bank."""
    assert shard.day is not None
    rows = pl.DataFrame({"customer_id": shard.stages.customers.ids}).with_columns(
        n_op_in_180=pl.lit(100), p95_op_in_180=pl.lit(10**12), avg_90=pl.lit(10**13)
    )
    return Frame(Header("profile", note={"day": shard.day.toordinal()}), rows)


def _report(seconds: dict[str, float], count: int, size: float) -> None:
    table = Table("part", "µs a record", "records/s")
    whole = sum(spent for name, spent in seconds.items() if name != "decode")
    for name, spent in [*seconds.items(), ("source → findings", whole)]:
        table.add_row(name, f"{spent / count * 1e6:.2f}", f"{count / spent:,.0f}")
    Console().print(table)
    print(
        json.dumps({"tidewatch": {"records": count, "bytes": round(size), "records_per_second": round(count / whole)}})
    )


if __name__ == "__main__":
    main()
