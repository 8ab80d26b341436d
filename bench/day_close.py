"""A day close: profiles from the facts of 180 days, the day's rules, everybody's tags. Seconds on the wall and of CPU, by part."""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from rich.console import Console

from bench.bank import SOURCE, peak_memory_bytes
from bench.results import Result, keep, table
from detectors.calendar import Calendar
from detectors.profiles import Profiles
from detectors.rules import RuleSet
from detectors.tags import Tags
from sinks.warehouse.embedded import EmbeddedWarehouse
from streams.day_close import close_day
from streams.shard.shard import Shard

DAY = date(2026, 3, 31)
BANKS = {"small": (2_000, 200_000, 0.1), "large": (100_000, 10_000_000, 10.0)}  # customers, entries, seconds allowed
TIMES = 3
NOTES = [
    "The fastest of three on the wall. Small: profiles and rules, what a replay pays for each day. Large: tags of everybody, too."
]


def main(given: list[str]) -> int:
    """Measure and print; one JSON object at the end."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bank", choices=[*BANKS, "both"], default="small")
    parser.add_argument("--keep", action="store_true", help="write bench/results/day_close.json")
    options = parser.parse_args(given)
    rows = [_measured(name) for name in BANKS if options.bank in (name, "both")]
    Console().print(table(rows))
    if options.keep:
        keep(Result("day_close", "A day close", f"python -m bench day_close --bank {options.bank}", rows, NOTES))
    print(json.dumps({"day_close": _headline(rows)}))
    return 0


def _measured(name: str) -> dict[str, Any]:
    customers, entries, allowed = BANKS[name]
    with tempfile.TemporaryDirectory() as scratch:
        warehouse = EmbeddedWarehouse(Path(scratch))
        text = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
        for statement in text.split(";\n"):
            warehouse.execute(
                statement.replace("{customers}", str(customers))
                .replace("{entries}", str(entries))
                .replace("{day}", f"{DAY}")
            )
        calendar = Calendar()
        profiles, tags = Profiles(warehouse.query, calendar), Tags(warehouse.query)
        found = _timed(lambda: list(close_day(DAY, profiles.close, 1)))
        rules = _timed(lambda: _judged(found[2], calendar))
        tagged = _timed(lambda: tags.refresh(DAY)) if name == "large" else (0.0, 0.0, None)
        warehouse.close()
    seconds = found[0] + rules[0] + tagged[0]
    return {
        "bank": name, "customers": customers, "entries": entries, "profiles s": found[0], "rules s": rules[0], "tags s": tagged[0],
        "seconds": seconds, "CPU seconds": found[1] + rules[1] + tagged[1], "allowed s": allowed, "of budget": allowed / seconds,
    }  # fmt: skip


def _judged(frames: list[Any], calendar: Calendar) -> None:
    """The close's frames through the shard of everybody."""
    shard = Shard(0, 1, RuleSet.load(calendar=calendar), calendar, [SOURCE])
    shard.day = DAY
    for offset, (_, frame) in enumerate(frames):
        shard.feed(frame, offset)


def _timed(run: Callable[[], Any]) -> tuple[float, float, Any]:
    """Seconds on the wall and of CPU of the fastest run, and what it gave."""
    best = (float("inf"), 0.0, None)
    for _ in range(TIMES):
        wall, cpu = time.perf_counter(), time.process_time()
        answer = run()
        best = min(best, (time.perf_counter() - wall, time.process_time() - cpu, answer), key=lambda one: one[0])
    return best


def _headline(rows: list[dict[str, Any]]) -> dict[str, Any]:
    last = rows[-1]
    return {
        "records_per_second": round(last["entries"] / last["seconds"]), "cpu_seconds": round(last["CPU seconds"], 3),
        "peak_memory_bytes": peak_memory_bytes(), "ratio": round(last["of budget"], 3), "parts": rows,
    }  # fmt: skip
