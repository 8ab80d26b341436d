"""The log read again: its messages, already in memory, through frames and the shard to findings. CPU seconds on one core."""

from __future__ import annotations

import argparse
import json
import os
import time
from typing import Any

os.environ.setdefault("POLARS_MAX_THREADS", "1")  # per core: set before polars is loaded

from rich.console import Console

from bench.bank import SOURCE, Bank, Fed, Parts, peak_memory_bytes
from bench.results import Result, keep, table
from detectors.calendar import Calendar
from streams.log import Frame, Header, cut, decode, encode

BUDGET = 200_000  # records a second and core (DESIGN §5)
FETCH = 20_000
TIMES = 3
NOTES = [
    "CPU µs a record, the fastest of three; `frame` reads the messages, `shard` judges. Day closes of 2,000 customers are inside `shard`, one for "
    "every 3,500 records or so: a log with more entries a customer-day is read faster."
]


def main(given: list[str]) -> int:
    """Measure and print; one JSON object at the end."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--keep", action="store_true", help="write bench/results/log_replay.json")
    options = parser.parse_args(given)
    full, calendar = Bank.simulated(), Calendar()
    rows = []
    for name, bank in (("full", full), ("lean", full.lean())):
        log = _log(bank, calendar)
        count = bank_records(bank)
        best = min((_read(log, calendar) for _ in range(TIMES)), key=lambda parts: parts.total)
        micro = {part: spent / count * 1e6 for part, spent in best.seconds.items()}
        rate = count / best.total
        rows.append(
            {"records": name, "log bytes a record": round(sum(map(len, log)) / count), **micro, "records/s": round(rate),
             "of budget": rate / BUDGET, "cpu_seconds": best.total}
        )  # fmt: skip
    Console().print(table(rows))
    if options.keep:
        keep(Result("log_replay", "The log read again on one core", "python -m bench log_replay", rows, NOTES))
    print(json.dumps({"log_replay": _headline(rows)}))
    return 0


def bank_records(bank: Bank) -> int:
    """Records in whole fetches."""
    return len(bank.entries) // FETCH * FETCH


def _log(bank: Bank, calendar: Calendar) -> list[bytes]:
    """The bank's entries as messages of the log."""
    intake, found = bank.intake(calendar), []
    for chunk in bank.chunks(FETCH):
        taken = intake.take(chunk, time.time())
        for kind, _, rows in taken.frames[0]:
            found += [encode(piece) for piece in cut(Frame(Header(kind, SOURCE, taken.latest_ms, False), rows))]
    return found


def _read(log: list[bytes], calendar: Calendar) -> Parts:
    fed, parts = Fed(calendar), Parts()
    for message in log:
        with parts.part("frame"):
            frame = decode(message)
        with parts.part("shard"):
            fed.feed([frame])
        fed.facts.clear()
    return parts


def _headline(rows: list[dict[str, Any]]) -> dict[str, Any]:
    lean = rows[-1]
    return {
        "records_per_second": lean["records/s"], "cpu_seconds": round(lean["cpu_seconds"], 3), "peak_memory_bytes": peak_memory_bytes(),
        "ratio": round(lean["of budget"], 3), "parts": rows,
    }  # fmt: skip
