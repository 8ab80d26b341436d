"""The engine's parts and the whole on one core: source records → intake → log → shard → findings, facts and state stored. No broker.

CPU seconds of all threads, ClickHouse's too. `ratio`: against bare `polars.read_ndjson` of the same lines in the same run, which does nothing but read.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import tempfile
import time
from itertools import islice
from pathlib import Path
from typing import Any

os.environ.setdefault("POLARS_MAX_THREADS", "1")  # per core: set before polars is loaded

import polars as pl
from rich.console import Console

from bench.bank import SOURCE, Bank, Fed, Parts, peak_memory_bytes
from bench.results import Result, keep, table
from detectors.calendar import Calendar
from sinks.warehouse import Mark, StateStore
from sinks.warehouse.embedded import EmbeddedWarehouse
from streams.log import Frame, Header, cut, encode
from streams.log import decode as decode_frame
from streams.shard.checkpoint import checkpoint

BUDGET = 130_000  # records a second and core (DESIGN §5)
SIZES = {20_000: 4, 200: 60}  # records a fetch → fetches measured; 200 is what a live engine sees
CHECKPOINT = 80_000  # records: about a second of them at the rates measured, as a worker's checkpoints come


def main(given: list[str]) -> int:
    """Measure and print; one JSON object at the end."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--keep", action="store_true", help="write bench/results/engine.json")
    options = parser.parse_args(given)
    full = Bank.simulated()
    banks = {"full": full, "lean": full.lean()}
    with tempfile.TemporaryDirectory() as scratch:
        warehouse = EmbeddedWarehouse(Path(scratch))
        rows = [_measured(name, bank, size, warehouse) for name, bank in banks.items() for size in SIZES]
        warehouse.close()
    Console().print(table(rows))
    if options.keep:
        keep(Result("engine", "The engine on one core, part by part", "python -m bench engine", rows, NOTES))
    print(json.dumps({"engine": _headline(rows)}))
    return 0


NOTES = [
    f"CPU µs a record; a checkpoint for every {CHECKPOINT:,} records, about a second of them. `full` and `lean`: bench/bank.py. Day closes of 2,000 customers are inside `shard`, one for every 3,500 records or so.",
    "`ratio`: records a second against bare polars.read_ndjson of the same lines in the same run.",
]


def _measured(name: str, bank: Bank, size: int, warehouse: EmbeddedWarehouse) -> dict[str, Any]:
    """One row: µs a record by part. The first fetches, which compile and meet every name for the first time, are not counted."""
    calendar = Calendar()
    intake, fed, store = bank.intake(calendar), Fed(calendar), StateStore(warehouse)
    parts, read, warm, every = Parts(), Parts(), max(20_000 // size, 1), CHECKPOINT // size
    chunks = list(islice(bank.chunks(size), warm + SIZES[size]))
    for i, chunk in enumerate(chunks):
        if i == warm:
            _save(fed, store, warehouse, parts)
            parts = Parts()
        with parts.part("intake"):
            taken = intake.take(chunk, time.time())
        with parts.part("frame"):
            pieces = [
                p
                for kind, _, rows in taken.frames[0]
                for p in cut(Frame(Header(kind, SOURCE, taken.latest_ms, False), rows))
            ]
            frames = [decode_frame(encode(piece)) for piece in pieces]
        with parts.part("shard"):
            fed.feed(frames)
        if (i + 1 - warm) % every == 0 or i + 1 == len(chunks):
            _save(fed, store, warehouse, parts)
        if i >= warm:
            with read.part("read"):
                pl.read_ndjson(io.BytesIO(chunk.buffer), schema=bank.schema)
    count = sum(len(chunk.offsets) for chunk in chunks[warm:])
    row = {part: spent / count * 1e6 for part, spent in parts.seconds.items()}
    rate = count / parts.total
    return {
        "records": name, "bytes": bank.bytes_a_record, "a fetch": size, **row, "whole µs": parts.total / count * 1e6,
        "records/s": round(rate), "of budget": rate / BUDGET, "ratio": read.total / parts.total, "cpu_seconds": parts.total,
    }  # fmt: skip


def _save(fed: Fed, store: StateStore, warehouse: EmbeddedWarehouse, parts: Parts) -> None:
    """A checkpoint with everything stored: facts, findings, customers' rows."""
    with parts.part("checkpoint"):
        saved = checkpoint(fed.shard)
    with parts.part("stored"):
        facts, fed.facts = fed.facts, []
        facts += [("finding", rows) for rows in fed.findings] + [("customer_day", saved.customer_days)]
        fed.findings = []
        version = pl.lit(saved.position + 1, pl.UInt64)
        for name in dict.fromkeys(name for name, _ in facts):
            rows = pl.concat([rows for kind, rows in facts if kind == name], how="diagonal_relaxed")
            warehouse.insert(name, rows.with_columns(version=version))
        store.save(0, saved.rows, Mark(saved.position + 1, saved.payload))


def _headline(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """What scripts read: lean records, 20,000 a fetch."""
    lean = next(row for row in rows if row["records"] == "lean" and row["a fetch"] == max(SIZES))
    return {
        "records_per_second": lean["records/s"], "cpu_seconds": round(lean["cpu_seconds"], 3),
        "peak_memory_bytes": peak_memory_bytes(), "ratio": round(lean["ratio"], 3), "parts": rows,
    }  # fmt: skip
