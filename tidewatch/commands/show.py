"""Results for people or for scripts."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table


def as_json(value: Any) -> None:
    """One JSON object on standard output."""
    print(json.dumps(value, ensure_ascii=False, default=str))


def counts(title: str, *columns: tuple[str, Mapping[str, int]]) -> None:
    """Several counters side by side, by name."""
    table = Table("", *(name for name, _ in columns), title=title, title_justify="left")
    for name in sorted({key for _, counter in columns for key in counter}):
        table.add_row(name, *(f"{counter[name]:,}" if name in counter else "–" for _, counter in columns))
    Console().print(table)


def progress() -> Progress:
    """How many records of how many, on standard error."""
    columns = SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()
    return Progress(*columns, console=Console(stderr=True))
