"""Chaos (`make chaos`): workers on a real Kafka, killed at random, must end where a replay of the same files ends.

A simulated bank is published to Kafka and read by two workers over one served warehouse. Workers, broker and warehouse are killed and
started again, hundreds of times if asked. Then everything is compared with a replay: findings byte for byte, every table of facts,
every customer's state, and the key figures recomputed from the facts. Exit code 1 on any difference.
"""

from __future__ import annotations

import argparse
import random
import signal
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench.chaos.cast import Cast
from bench.chaos.expected import clean_run, replayed
from bench.chaos.mischief import Mischief
from bench.chaos.verdict import Difference, compared, findings
from bench.results import Result, keep
from streams.simulate import simulate

QUIET_SECONDS = 600.0


def main(given: Sequence[str] = ()) -> int:
    """Run; 1 when anything differs."""
    options = _options(given)
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # the cast is ended whatever happens
    console = Console(highlight=False)
    started = time.monotonic()
    with tempfile.TemporaryDirectory(dir=options.scratch) as scratch:
        home = Path(scratch)
        bank, shards = home / "bank", options.log_partitions
        simulate(bank, seed=options.seed, customers=options.customers, days=options.days)
        cast = Cast(home / "live", options.workers, shards)
        try:
            done = _played(cast, bank, options, console)
        finally:
            cast.end()
        by_topics = clean_run(cast.records, shards, home / "clean")
        differences = [
            findings(
                "findings against a replay of the files, byte for byte",
                replayed(bank, shards, home / "replay"),
                cast.told,
            ),
            findings("findings against a clean run of the topics", by_topics, cast.told),
            *compared(home / "clean", cast.warehouse_folder),
        ]
    _print(console, done, differences, time.monotonic() - started)
    if options.keep:
        keep(_result(options, done, differences))
    return 1 if any(one.wrong for one in differences) else 0


def _played(cast: Cast, bank: Path, options: argparse.Namespace, console: Console) -> dict[str, int]:
    mischief = Mischief(cast, random.Random(options.seed), options.life)
    cast.begin()
    cast.publish(bank)
    cast.start_workers()
    with console.status("") as status:
        while mischief.kills < options.kills:
            status.update(f"{mischief.kills}/{options.kills} kills, {mischief.said}, {cast.progress()}")
            mischief.next()
        status.update("everything runs again: reading to the end")
        mischief.calm()
        cast.wait_until_quiet(QUIET_SECONDS)
    cast.stop_workers()
    cast.collect()
    return dict(mischief.done)


def _print(console: Console, done: dict[str, int], differences: list[Difference], seconds: float) -> None:
    table = Table("what was done", "times")
    for name, times in sorted(done.items()):
        table.add_row(name, str(times))
    console.print(table)
    table = Table("what", "expected", "found", "lost", "too many", "different", "repeated before identity")
    for one in differences:
        style = "red" if one.wrong else None
        table.add_row(*(str(value) for value in one.row().values()), style=style)
    console.print(table)
    for one in differences:
        if one.example:
            console.print(f"{one.what}: {one.example}", style="red")
    console.print(
        f"{seconds:.0f} s: " + ("something differs" if any(d.wrong for d in differences) else "nothing differs")
    )


def _result(options: argparse.Namespace, done: dict[str, int], differences: list[Difference]) -> Result:
    how = f"make chaos KILLS={options.kills} SEED={options.seed}"
    rows = [one.row() for one in differences]
    notes = [", ".join(f"{times} × {name}" for name, times in sorted(done.items()))]
    return Result("chaos", f"{options.kills} kills of two workers, broker and warehouse", how, rows, notes)


def _options(given: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench chaos", description=__doc__.split("\n")[0])
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--customers", type=int, default=60)
    parser.add_argument("--days", type=int, default=120)
    parser.add_argument(
        "--life", type=float, default=9.0, help="seconds between two kills at most: a start and a little work"
    )
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--log-partitions", type=int, default=2)
    parser.add_argument("--scratch", type=Path, default=None, help="where to keep the servers' folders while it runs")
    parser.add_argument("--keep", action="store_true", help="keep the figures in bench/RESULTS.md")
    return parser.parse_args(list(given))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
