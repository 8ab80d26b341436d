"""Figures that are kept: each measurement writes `bench/results/NAME.json`, and bench/RESULTS.md is made of all of them.

`python -m bench results` makes the page again. A kept result says on which machine, when, from which commit and beside what load it was
measured, because a figure without these is a rumour.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
KEPT, PAGE = HERE / "results", HERE / "RESULTS.md"
HEAD = """# What was measured

Made by `python -m bench results` from `bench/results/*.json`, which each measurement writes when it is told to `--keep` its figures.
Times on one machine are worth little by themselves: what counts are ratios within one run, and CPU seconds before seconds on the wall.
"""


@dataclass
class Result:
    """One measurement. `rows`: dictionaries with the same keys, the table's columns; `notes`: sentences below it."""

    name: str
    title: str
    how: str  # the command that repeats it
    rows: list[dict[str, Any]]
    notes: list[str] = field(default_factory=list)
    where: dict[str, str] = field(default_factory=lambda: machine())


def machine() -> dict[str, str]:
    """What a figure depends on."""
    cpu = next((row.split(":")[1].strip() for row in _lines("/proc/cpuinfo") if row.startswith("model name")), "?")
    memory = next((int(row.split()[1]) for row in _lines("/proc/meminfo") if row.startswith("MemTotal")), 0)
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, cwd=HERE)
    return {
        "date": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        "machine": f"{os.cpu_count()} × {cpu}, {memory / 2**20:.0f} GB, Linux {platform.release()}, Python {platform.python_version()}",
        "commit": commit.stdout.strip() or "?",
        "load": f"{os.getloadavg()[0]:.1f} processes wanted a core when it ended (1 minute)",
    }


def keep(result: Result) -> None:
    """Write a result and the page."""
    KEPT.mkdir(exist_ok=True)
    text = json.dumps(asdict(result), ensure_ascii=False, indent=1)
    (KEPT / f"{result.name}.json").write_text(text + "\n")
    write_page()


def write_page() -> None:
    """RESULTS.md from everything that is kept."""
    found = [Result(**json.loads(path.read_text())) for path in sorted(KEPT.glob("*.json"))]
    PAGE.write_text(HEAD + "".join(_section(result) for result in found))


def _section(result: Result) -> str:
    where = result.where
    said = f"{where['date']} · commit {where['commit']} · {where['machine']} · {where['load']}"
    parts = [f"\n## {result.title}\n\n`{result.how}` · {said}\n", table(result.rows)]
    return "\n".join([*parts, *(f"- {note}" for note in result.notes), ""])


def table(rows: list[dict[str, Any]]) -> str:
    """Markdown; numbers are set to the right, with thousands."""
    if not rows:
        return ""
    names = list(rows[0])
    numbers = [all(isinstance(row[name], int | float | None) for row in rows) for name in names]
    lines = [names, ["---:" if number else "---" for number in numbers]]
    lines += [[_cell(row[name]) for name in names] for row in rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and abs(value) < 100:
        return f"{value:.2f}"
    return f"{value:,.0f}" if isinstance(value, int | float) else str(value)


def _lines(path: str) -> list[str]:
    return Path(path).read_text().splitlines() if Path(path).exists() else []


def main(given: list[str]) -> int:
    """Make the page again."""
    argparse.ArgumentParser(description=__doc__).parse_args(given)
    write_page()
    print(PAGE)
    return 0
