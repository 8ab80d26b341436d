"""Real bank data on a real Kafka (`python -m bench berka`): two workers must find what `tidewatch replay` finds in the same files.

The Berka files are published with the mapping of docs/examples, read by two workers over one served warehouse, and every finding is
compared with the replay's, byte for byte. `--days N` takes the bank's first N days. Exit code 1 on any difference.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import msgspec
from rich.console import Console

from bench.chaos.cast import Cast
from bench.chaos.expected import Findings
from bench.chaos.verdict import Difference, findings
from bench.results import Result, keep
from events import topics

HERE = Path(__file__).parents[1]
EXAMPLES = HERE / "docs" / "examples"
MAPPING, PARAMETERS = (str(EXAMPLES / name) for name in ("berka.yaml", "berka_parameters.yaml"))
FIRST_DAY = date(1993, 1, 1)
QUIET_SECONDS = 30  # a day close of this bank takes one or two, a good deal more on a loaded machine
PATIENCE_SECONDS = 7200.0


def main(given: Sequence[str] = ()) -> int:
    """Run; 1 when anything differs, 2 when the files are not there."""
    options, console = _options(given), Console(highlight=False)
    if not (options.data / "trans.asc").is_file():
        console.print(
            f"{options.data} does not hold the Berka files (account, loan, order, trans .asc): name their folder with --data"
        )
        return 2
    started = time.monotonic()
    with tempfile.TemporaryDirectory(dir=options.scratch) as scratch:
        home = Path(scratch)
        files = first_days(options.data, home / "berka", options.days)
        summary, wanted = replayed(files, home / "replay")
        told, letters = _live(files, home / "live", options.checkpoint_seconds)
    difference = findings("findings on Kafka against tidewatch replay, byte for byte", wanted, told)
    accounted = sum(summary["records"].values()) + summary["dead_letters"]["total"]
    console.print(
        f"{accounted} rows accounted for, {summary['dead_letters']['total']} of them a dead letter; {letters} on Kafka"
    )
    console.print(f"{summary['days_closed']} days, {time.monotonic() - started:.0f} s, findings {summary['findings']}")
    console.print(difference.row())
    if options.keep:
        keep(_result(options, summary, difference))
    return 1 if difference.wrong or not wanted else 0


def first_days(data: Path, folder: Path, days: int | None) -> Path:
    """The files with entries of the bank's first days only; all of them when `days` is None."""
    shutil.copytree(data, folder, ignore=shutil.ignore_patterns("README*"))
    if days is not None:
        last = f"{FIRST_DAY + timedelta(days - 1):%y%m%d}"
        folder.chmod(0o755)
        (folder / "trans.asc").chmod(0o644)
        head, *rows = (folder / "trans.asc").read_text("latin-1").splitlines(keepends=True)
        kept = [row for row in rows if row.split(";")[2] <= last]
        (folder / "trans.asc").write_text(head + "".join(kept), "latin-1")
    return folder


def replayed(files: Path, out: Path) -> tuple[dict[str, Any], Findings]:
    """Summary and findings of `tidewatch replay`; the last day stays open, as it does live."""
    words = ["replay", str(files), "--mapping", MAPPING, "--parameters", PARAMETERS, "--no-close-last-day", "--json"]
    command = [sys.executable, "-m", "tidewatch", *words, "--partitions", "2", "--out", str(out)]
    ran = subprocess.run(command, capture_output=True, check=True)
    lines = (out / "findings.ndjson").read_bytes().splitlines()
    return msgspec.json.decode(ran.stdout), {msgspec.json.decode(line)["finding_id"]: line for line in lines}


def _live(files: Path, home: Path, checkpoint_seconds: float) -> tuple[dict[str, list[bytes]], int]:
    cast = Cast(home, workers=2, log_partitions=2, words=["--parameters", PARAMETERS])
    cast.environment["TIDEWATCH_WORKER_CHECKPOINT_SECONDS"] = str(checkpoint_seconds)
    try:
        cast.begin()
        cast.publish(files, "--mapping", MAPPING)
        cast.start_workers()
        cast.wait_until_quiet(
            PATIENCE_SECONDS, QUIET_SECONDS, log=False
        )  # loans and orders of the years after the entries
        cast.stop_workers()
        cast.collect()
    finally:
        cast.end()
    return cast.told, len(cast.told[topics.DEAD_LETTERS])


def _result(options: argparse.Namespace, summary: dict[str, Any], difference: Difference) -> Result:
    how = "python -m bench berka" + (f" --days {options.days}" if options.days else "")
    said = ", ".join(f"{number} × {rule}" for rule, number in summary["findings"].items())
    return Result(
        "berka", "real bank data on a real Kafka, two workers, against a replay", how, [difference.row()], [said]
    )


def _options(given: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench berka", description=__doc__.split("\n")[0])
    parser.add_argument(
        "--data", type=Path, default=HERE.parent / "shared" / "data" / "berka", help="folder of the .asc files"
    )
    parser.add_argument("--days", type=int, default=None, help="only the bank's first days; all without it")
    parser.add_argument("--checkpoint-seconds", type=float, default=0.2, help="of the workers: days close no faster")
    parser.add_argument("--scratch", type=Path, default=None, help="where to keep the servers' folders while it runs")
    parser.add_argument("--keep", action="store_true", help="keep the figures in bench/RESULTS.md")
    return parser.parse_args(list(given))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
