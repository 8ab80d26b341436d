"""Chaos (`make chaos`): the whole bank on a real Kafka and a real Redis, its processes killed at random, must end where a clean run ends.

A simulated bank is published to Kafka and read by two workers over one served warehouse; the desk tells people through a gateway, and they answer
through the API. Workers, desk, pushes and API are killed and started again; broker, warehouse and Redis are taken away and come back, Redis also
without its data; hundreds of times if asked. Then everything is compared with a clean run: findings byte for byte, every table of facts, every
customer's state, the key figures of every day recomputed from the facts, alerts, tasks, lists, pushes, the audit log. Exit code 1 on any difference.
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
from bench.chaos.clean_office import clean_office
from bench.chaos.expected import clean_run, replayed
from bench.chaos.mischief import Mischief
from bench.chaos.office import Kept, Office
from bench.chaos.office_verdict import office, over_before
from bench.chaos.pace import Pace
from bench.chaos.verdict import Difference, compared, findings
from bench.results import Result, keep
from streams.simulate import simulate

QUIET_SECONDS = 600.0
EAGER = Path(__file__).with_name("eager.yaml")


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
        cast = Cast(home / "live", options.workers, shards, ["--parameters", str(options.parameters)])
        try:
            done, kept = _played(cast, bank, options, console)
        finally:
            cast.end()
        said = clean_run(cast.records, shards, home / "clean", options.parameters)
        wanted = clean_office(said, home / "clean", home / "redis")
        differences = [
            findings(
                "findings against a replay of the files, byte for byte",
                replayed(bank, shards, home / "replay", options.parameters),
                cast.told,
            ),
            findings("findings against a clean run of the topics", said.findings, cast.told),
            *compared(home / "clean", cast.warehouse_folder, over_before(wanted, kept)),
            *office(home / "clean", cast.warehouse_folder, wanted, kept),
        ]
    _print(console, done, differences, time.monotonic() - started)
    if options.keep:
        keep(_result(options, done, differences))
    if not wanted:
        console.print("there was no alert to lose: more customers, or more days", style="red")
    return 1 if not wanted or any(one.wrong for one in differences) else 0


def _played(cast: Cast, bank: Path, options: argparse.Namespace, console: Console) -> tuple[dict[str, int], Kept]:
    cast.begin()
    cast.publish(bank)
    place = Office(cast)
    mischief = Mischief(cast, place, random.Random(options.seed), options.life)
    pace = Pace(cast, bank, lambda: mischief.kills / max(options.kills, 1))
    try:
        pace.start()
        cast.start_workers()
        cast.wait_for_organisation(len((bank / "organisation.ndjson").read_bytes().splitlines()))
        place.begin()
        done = _chaos(cast, place, mischief, pace, options.kills, console)
        cast.stop_workers()
        cast.collect()
        place.wait_until_quiet(QUIET_SECONDS)  # what the workers said last
        place.stop()
        return done, place.collect()
    finally:
        place.end()


def _chaos(cast: Cast, place: Office, mischief: Mischief, pace: Pace, kills: int, console: Console) -> dict[str, int]:
    with console.status("") as status:
        while mischief.kills < kills:
            status.update(f"{mischief.kills}/{kills} kills, {mischief.said}, {cast.unread()} unread")
            mischief.next()
        status.update("everything runs again: reading to the end")
        pace.end()
        mischief.calm()
        cast.wait_until_quiet(QUIET_SECONDS)
        place.wait_until_quiet(QUIET_SECONDS)
    return {name: times for name, times in mischief.done.items() if times}


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
    said = [f"--{name} {getattr(options, name)}" for name in ("kills", "seed", "customers", "days", "life")]
    how = f"python -m bench chaos {' '.join(said)}"
    rows = [one.row() for one in differences]
    notes = [", ".join(f"{times} × {name}" for name, times in sorted(done.items()))]
    title = f"{options.kills} kills of two workers, desk, pushes, API, Kafka, Redis and the warehouse"
    return Result("chaos", title, how, rows, notes)


def _options(given: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench chaos", description=__doc__.split("\n")[0])
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--customers", type=int, default=40)
    parser.add_argument("--days", type=int, default=40, help="of the bank, spread over the kills")
    parser.add_argument(
        "--life", type=float, default=9.0, help="seconds between two kills at most: a start and a little work"
    )
    parser.add_argument(
        "--parameters", type=Path, default=EAGER, help="values of the rules' parameters: what a bank has to say"
    )
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--log-partitions", type=int, default=2)
    parser.add_argument("--scratch", type=Path, default=None, help="where to keep the servers' folders while it runs")
    parser.add_argument("--keep", action="store_true", help="keep the figures in bench/RESULTS.md")
    return parser.parse_args(list(given))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
