"""`tidewatch replay`: files through the whole engine, without a broker."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Annotated

import typer

from detectors.calendar import Calendar, Kind
from detectors.rules import CATALOGUE, RuleSet
from sinks.warehouse import EmbeddedWarehouse
from streams.replay import Replay, summary
from tidewatch.commands.show import as_json, counts, progress
from tidewatch.inputs import nothing, sources_of
from tidewatch.outputs import write_results


def replay(
    files: Annotated[list[Path], typer.Argument(help="event files or folders of them")],
    out: Annotated[Path, typer.Option(help="folder for facts, findings, alerts, dead letters, summary")],
    mapping: Annotated[Path | None, typer.Option(help="YAML that says how the files become records")] = None,
    rules: Annotated[Path, typer.Option(help="folder of rule files", show_default="the catalogue")] = CATALOGUE,
    parameters: Annotated[
        Path | None, typer.Option(help="YAML with parameter values of your own: {OPP-01: {floor: …}}")
    ] = None,
    partitions: Annotated[int, typer.Option(min=1, help="shards; the findings are the same for any number")] = 1,
    calendar: Annotated[
        Kind, typer.Option(case_sensitive=False, help="business days: CN with 调休, or WEEKENDS only")
    ] = Kind.CN,
    close_last_day: Annotated[bool, typer.Option(help="judge the last day in the files as over")] = True,
    json: Annotated[bool, typer.Option("--json", help="print the summary as one JSON object")] = False,
) -> None:
    """Replay event files: the same pipeline as live, on the clock of the events."""
    bank_days = Calendar(calendar)
    rule_set = RuleSet.load(rules, bank_days, parameters)
    _fresh(out)
    sources, dead = sources_of(files, mapping, out / "spool")
    if not sources:
        raise ValueError(f"nothing to replay: {nothing(dead)}")
    warehouse = EmbeddedWarehouse(out / "warehouse")
    run = Replay(rule_set, bank_days, warehouse, sources, partitions)
    run.result.dead_letters += dead
    with progress() as shown:
        task = shown.add_task("records", total=None)
        run.run(lambda stream, count: shown.update(task, advance=count, description=stream), close_last_day)
    found = summary(run)
    write_results(out, run, found)
    warehouse.close()
    if json:
        as_json(found)
        return
    counts("records", ("taken", found["records"]))
    counts("dead letters", ("count", found["dead_letters"]["by_reason"]))
    counts("detectors", ("findings", found["findings"]), ("alerts", found["alerts"]))
    print(
        f"{found['days_closed']} days closed, {found['seconds']} s, {found['records_per_second']:,} records/s; results in {out}"
    )


def _fresh(out: Path) -> None:
    """A folder of an earlier replay is replaced; any other folder with something in it is left alone."""
    if out.exists() and any(out.iterdir()):
        if not (out / "summary.json").exists() and not (out / "warehouse").exists():
            raise ValueError(f"{out} is not empty and not a replay's folder: name another --out")
        shutil.rmtree(out)
    out.mkdir(parents=True, exist_ok=True)
