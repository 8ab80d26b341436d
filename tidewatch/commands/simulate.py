"""`tidewatch simulate` and `tidewatch score`: a labelled bank, and how well the detectors do on it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress, TaskID
from rich.table import Table

from streams.score import score as score_findings
from streams.simulate import simulate as make_bank
from tidewatch.commands.show import as_json, counts


def simulate(
    out: Annotated[Path, typer.Option(help="folder for one NDJSON file a stream, and truth.ndjson")],
    seed: Annotated[int, typer.Option(help="the same seed gives the same bytes")] = 1,
    customers: Annotated[int, typer.Option(min=10)] = 200,
    days: Annotated[int, typer.Option(min=30)] = 400,
    json: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    """Write a simulated bank with the truth beside it."""
    with Progress(console=Console(stderr=True)) as progress:
        tasks: dict[str, TaskID] = {}

        def step(name: str, done: int, of: int) -> None:
            if name not in tasks:
                tasks[name] = progress.add_task(name, total=of)
            progress.update(tasks[name], completed=done, total=of)

        made = make_bank(out, seed, customers, days, progress=step)
    if json:
        as_json({"records": made.records, "truth": made.truth})
    else:
        counts("records", ("count", made.records))


def score(
    found: Annotated[Path, typer.Argument(help="folder of a replay")],
    truth: Annotated[Path, typer.Argument(help="truth.ndjson of the simulated bank")],
    json: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    """Recall, precision and delay of each detector."""
    scores = score_findings(found, truth)
    if json:
        as_json(scores)
        return
    table = Table("rule", "truth", "found", "recall", "precision", "median delay")
    for rule, line in scores.items():
        ratios = ("–" if line[name] is None else f"{line[name]:.1%}" for name in ("recall", "precision"))
        delay = line["median_delay_seconds"]
        table.add_row(
            rule, str(line["truth"]), str(line["found"]), *ratios, "–" if delay is None else f"{delay:,.0f} s"
        )
    Console().print(table)
