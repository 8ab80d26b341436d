"""`tidewatch reconcile`: a day's stored counters against the facts, counted another way."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated, Any

import polars as pl
import typer
from rich.console import Console
from rich.table import Table

from sinks.warehouse import EmbeddedWarehouse, Warehouse
from sinks.warehouse.kpi import GROUP, Kpis
from sinks.warehouse.kpi.plain import Plain, drift
from tidewatch.commands.show import as_json

SHOWN = 20
DAYS = "SELECT min(day) AS first, max(day) AS last, count() AS entries FROM customer_day"


def reconcile(
    day: Annotated[str, typer.Argument(help="the day, YYYY-MM-DD")],
    data: Annotated[Path, typer.Option(help="folder of the warehouse, or of a replay that holds one")],
    json: Annotated[bool, typer.Option("--json", help="one JSON object on standard output")] = False,
) -> None:
    """Recompute every counter of a day from the raw facts and show how far the stored ones have drifted. Exit code 1 when some have."""
    of = _day(day)
    folder = data / "warehouse" if (data / "warehouse").is_dir() else data
    if not (folder / "chdb").is_dir():
        raise ValueError(f"{data} holds no warehouse: name the --data of a worker or the --out of a replay")
    warehouse = EmbeddedWarehouse(folder)
    try:
        report = reconciled(warehouse, of)
        if not report["counters"]:
            raise ValueError(f"{data} knows nothing of {of}; {_days(warehouse)}")
    finally:
        warehouse.close()
    if json:
        as_json(report)
    else:
        _print(report)
    raise typer.Exit(1 if report["drifted"] else 0)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{text!r} is no day: write YYYY-MM-DD") from None


def _days(warehouse: Warehouse) -> str:
    first, last, entries = warehouse.query(DAYS).row(0)
    return f"its entries are of {first} to {last}" if entries else "it has no entries"


def reconciled(warehouse: Warehouse, day: date) -> dict[str, Any]:
    """{"day", "counters", "drifted", "largest_drift", "drifts"}; a day that was never counted is counted first."""
    kpis = Kpis(warehouse)
    if kpis.stated(day).is_empty():
        kpis.refresh(day)
    found = drift(kpis.stated(day), Plain(warehouse, day).counted())
    apart = found.filter(pl.col("drift") != 0)
    return {
        "day": day.isoformat(),
        "counters": found.height,
        "drifted": apart.height,
        "largest_drift": int(apart["drift"].abs().max() or 0),  # type: ignore[arg-type]  # an integer column's maximum
        "drifts": apart.head(SHOWN).to_dicts(),
    }


def _print(report: dict[str, Any]) -> None:
    print(
        f"{report['day']}: {report['counters']} counters, {report['drifted']} drifted, largest {report['largest_drift']}"
    )
    if report["drifts"]:
        table = Table(*GROUP, "stored", "facts", "drift")
        for row in report["drifts"]:
            table.add_row(*(str(value) for value in row.values()))
        Console().print(table)
