"""`tidewatch boards`: the Grafana boards as files, or into a running Grafana."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(
    help="Grafana boards: as provisioning files, or pushed to a server.", no_args_is_help=True, add_completion=False
)


@app.command()
def export(folder: Annotated[Path, typer.Argument(help="provisioning/ and json/ are written below it")]) -> None:
    """Write the data source, the boards, their providers and the engine's alert rules as files that Grafana reads."""
    from dashboards.files import export as write

    print(f"{len(write(folder))} files in {folder}")


@app.command()
def push(
    grafana: Annotated[str, typer.Option(help="its address, for example https://grafana.bank.example")],
    token_file: Annotated[Path, typer.Option(help="file with a service account's token (role Editor)")],
    tidewatch: Annotated[str | None, typer.Option(help="where the boards' links lead: Tidewatch's own address")] = None,
) -> None:
    """Put every board into a running Grafana, each at its own uid. Again changes nothing."""
    from dashboards.push import push as put

    for address in put(grafana, token_file.read_text(encoding="utf-8").strip(), tidewatch):
        print(address)
