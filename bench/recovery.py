"""A shard of a million customers comes back from the real state store: seconds, and bytes a customer.

The customers are the simulated bank's, each many times under other names and with accounts of its own.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from itertools import count
from pathlib import Path
from typing import Any

import polars as pl
from rich.console import Console
from rich.progress import track

from bench.bank import SOURCE, Bank, Fed, peak_memory_bytes
from bench.results import Result, keep, table
from detectors.calendar import Calendar
from detectors.features.accounts import SAVED
from detectors.rules import RuleSet
from events import texts
from events.spans import Spans, joined, longs
from sinks.warehouse import Mark, StateStore
from sinks.warehouse.embedded import EmbeddedWarehouse
from streams.intake.directory import Directory
from streams.intake.pipeline import Intake
from streams.log import Frame, Header
from streams.replay import Lines
from streams.shard import saved
from streams.shard.checkpoint import Checkpoint, checkpoint, restore
from streams.shard.shard import Shard

BUDGET_SECONDS, BUDGET_BYTES, BUDGET_CUSTOMERS = 15.0, 4096, 1_000_000
PAGE = 50_000
NOTES = [
    "Stored bytes are those of ClickHouse's parts on disk; memory is what the process grew by while the shard came back."
]


def main(given: list[str]) -> int:
    """Measure and print; one JSON object at the end."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--customers", type=int, default=BUDGET_CUSTOMERS)
    parser.add_argument("--keep", action="store_true", help="write bench/results/recovery.json")
    options = parser.parse_args(given)
    calendar = Calendar()
    kept = _saved(calendar)
    with tempfile.TemporaryDirectory() as scratch:
        warehouse = EmbeddedWarehouse(Path(scratch))
        _store(StateStore(warehouse), kept, options.customers)
        row = _recovered(warehouse, calendar)
        warehouse.close()
    Console().print(table([row]))
    if options.keep:
        keep(Result("recovery", "A shard comes back", "python -m bench recovery", [row], NOTES))
    seconds = {"seconds": round(row["seconds"], 2), "cpu_seconds": round(row["CPU seconds"], 2)}
    memory = {"peak_memory_bytes": peak_memory_bytes(), "ratio": round(row["of budget"], 3)}
    print(
        json.dumps(
            {
                "recovery": {
                    "records_per_second": round(row["customers"] / row["seconds"]),
                    **seconds,
                    **memory,
                    "parts": [row],
                }
            }
        )
    )
    return 0


def _saved(calendar: Calendar) -> Checkpoint:
    """The simulated bank's customers as they are saved after 35 days."""
    bank, fed = Bank.simulated(), Fed(calendar)
    intake = Intake(Directory(calendar), 1)
    for stream, records in bank.master.items():
        master = intake.take(Lines(stream, records, 0), time.time())
        fed.feed(
            [Frame(Header(kind, f"{SOURCE}.{kind}", None, False), rows) for kind, _, rows in master.frames.get(0, [])]
        )
    for chunk in bank.chunks(20_000):
        taken = intake.take(chunk, time.time())
        fed.feed([Frame(Header(kind, SOURCE, taken.latest_ms, False), rows) for kind, _, rows in taken.frames[0]])
    return checkpoint(fed.shard)


def _store(store: StateStore, kept: Checkpoint, customers: int) -> None:
    mark = Mark(kept.position + 1, kept.payload)
    blobs = Spans.of(pl.Series([blob for _, blob in kept.rows], dtype=pl.Binary))
    copies = (blob for number in count() for blob in _copy(blobs, number))
    for first in track(range(0, customers, PAGE), "storing"):
        page = [(f"C{first + i:09}", next(copies)) for i in range(min(PAGE, customers - first))]
        store.save(0, page, mark)


def _copy(blobs: Spans, number: int) -> list[bytes]:
    """Saved customers with accounts of their own."""
    heads, (numbers, accounts, *others) = saved.parts(blobs)
    each, counts = texts.split(accounts, len(SAVED))
    names, balances = texts.read(each, SAVED)
    own = texts.laid([pl.select(pl.lit(str(number)) + names.str.slice(-12)).to_series(), balances]).grouped(counts)
    heads = heads.copy()
    heads[:, saved.LENGTHS + saved.PARTS.index("accounts")] = own.lengths
    return joined([longs(heads), numbers, own, *others]).texts()


def _recovered(warehouse: EmbeddedWarehouse, calendar: Calendar) -> dict[str, Any]:
    stored = warehouse.query("SELECT sum(bytes_on_disk) AS n FROM system.parts WHERE table = 'shard_state' AND active")[
        "n"
    ][0]
    shard, before = Shard(0, 1, RuleSet.load(calendar=calendar), calendar, [SOURCE]), _memory()
    wall, cpu = time.perf_counter(), time.process_time()
    mark, rows = StateStore(warehouse).load(0)
    assert mark is not None
    restore(shard, mark.payload, rows, None, None)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    customers = len(shard.stages.customers)
    return {
        "customers": customers, "seconds": wall, "CPU seconds": cpu, "of budget": BUDGET_SECONDS / wall * customers / BUDGET_CUSTOMERS,
        "stored bytes each": round(stored / customers), "array bytes each": shard.stages.features.bytes_per_customer(),
        "memory bytes each": round((_memory() - before) / customers), "allowed each": BUDGET_BYTES,
    }  # fmt: skip


def _memory() -> int:
    """What this process has in memory now."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096
