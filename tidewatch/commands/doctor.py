"""`tidewatch doctor`: what is wrong, in a sentence each."""

from __future__ import annotations

import os
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from tidewatch.commands.options import ConfigFile
from tidewatch.commands.show import as_json
from tidewatch.config import load
from tidewatch.config.load import FILE
from tidewatch.doctor import HERE, SERVERS, checked
from tidewatch.doctor.finding import Asked

OF_SERVERS = ("TIDEWATCH_KAFKA_", "TIDEWATCH_WAREHOUSE_", "TIDEWATCH_REDIS_")


def doctor(
    config: ConfigFile = None,
    data: Annotated[Path, typer.Option(help="folder of `tidewatch up`")] = Path("out/bank"),
    servers: Annotated[
        bool | None, typer.Option(help="Kafka, Redis and the warehouse too; by itself when settings name any")
    ] = None,
    json_: Annotated[bool, typer.Option("--json", help="as one JSON object")] = False,
) -> None:
    """Check this machine, the settings and the servers. Exit code 1 when anything is wrong, with what to do."""
    settings = load(config)
    named = config is not None or FILE.is_file() or any(name.startswith(OF_SERVERS) for name in os.environ)
    checks = (*HERE, *(SERVERS if (named if servers is None else servers) else ()))
    found = list(checked(checks, Asked(settings, data)))
    wrong = [one for one in found if not one.ok]
    if json_:
        as_json({"ok": not wrong, "checks": [asdict(one) for one in found]})
    else:
        console = Console(highlight=False, soft_wrap=True)
        for one in found:
            mark = "[green]✓[/green]" if one.ok else "[red]✗[/red]"
            console.print(f"{mark} {one.check}: {one.sentence}" + (f" — {one.do}" if one.do else ""))
    raise typer.Exit(1 if wrong else 0)
