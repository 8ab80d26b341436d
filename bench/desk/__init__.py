"""The desk with 100,000 open tasks: lists and steps over HTTP, the wall's counts, and 2,000 live streams on one API process.

The API runs in this process, over loopback TCP; who asks it, and reads its streams, is another process, and times are theirs.
`python -m bench desk --help`.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import tempfile
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from rich.console import Console

from bench.desk import calls, streams
from bench.desk.bank import Bank, serving
from bench.results import Result, keep, table

say = Console(stderr=True, highlight=False).print


def main(given: list[str]) -> int:
    """Measure, print, and keep it when told to. 1 when a budget is not met."""
    asked = _options().parse_args(given)
    with tempfile.TemporaryDirectory(prefix="tw") as folder:
        say(f"{asked.tasks:,} tasks onto the desk …")
        bank = Bank(Path(folder), asked.tasks)
        rows = _measured(bank, asked)
        note = f"{asked.tasks:,} alerts taken again at {bank.taken_per_second:,.0f}/s, as when Redis was lost; Redis holds {bank.memory}."
        bank.close()
    title = f"The desk with {asked.tasks:,} open tasks"
    if asked.keep:
        keep(Result("desk", title, "python -m bench desk --keep", rows, [note]))
    print(json.dumps({"rows": rows, "note": note}, ensure_ascii=False) if asked.json else table(rows) + note)
    return int(any(row["p99 ms"] > row["budget ms"] for row in rows))


def _options() -> argparse.ArgumentParser:
    asked = argparse.ArgumentParser(prog="bench desk", description=__doc__)
    asked.add_argument("--tasks", type=int, default=100_000)
    asked.add_argument("--times", type=int, default=1_000, help="each call")
    asked.add_argument("--streams", type=int, default=2_000)
    asked.add_argument("--alerts", type=int, default=300, help="that go out over the streams, ten a second")
    asked.add_argument("--json", action="store_true", help="print one JSON object")
    asked.add_argument("--keep", action="store_true", help="keep the figures in bench/RESULTS.md")
    return asked


def _measured(bank: Bank, asked: argparse.Namespace) -> list[dict[str, Any]]:
    with serving(bank) as port:
        rows = []
        for one in calls.plan(bank, asked.tasks, asked.times):
            say(f"{one.what} …")
            before = bank.cpu_seconds()
            spent = _elsewhere(calls.ask, port, one)(None)
            rows.append(calls.row(one.what, one.budget_ms, spent, bank.cpu_seconds() - before))
        rows += calls.wall(bank, asked.times)
        say(f"{asked.streams:,} open streams, {asked.alerts} alerts …")
        send = _elsewhere(streams.read, port, streams.tokens(bank, asked.streams), asked.alerts)
        return [*rows, streams.row(bank, asked.streams, asked.alerts, send)]


def _elsewhere(work: Callable[..., None], *given: Any) -> Callable[[Callable[[], None] | None], list[float]]:
    """Start `work` in another process; what is returned waits for its answer, after doing what is to be done once it is ready."""
    here, there = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=work, args=(*given, there), daemon=True)
    process.start()

    def answer(meanwhile: Callable[[], None] | None) -> list[float]:
        assert _said(here) == "ready"
        if meanwhile is not None:
            meanwhile()
        spent: list[float] = _said(here)
        process.join()
        return spent

    return answer


def _said(there: Connection) -> Any:
    return there.recv()  # raises EOFError when the other process has died; its own words are on the screen
