"""`tidewatch schema export`: the contract for integrators."""

from __future__ import annotations

from pathlib import Path

import typer

from events.schema_export import export as write_schemas

app = typer.Typer(help="The contract as JSON Schema and AsyncAPI.", no_args_is_help=True, add_completion=False)


@app.callback()
def contract() -> None:
    """The contract as JSON Schema and AsyncAPI."""


@app.command()
def export(folder: Path) -> None:
    """Write JSON Schema for every stream and AsyncAPI 3.0."""
    written = write_schemas(folder)
    print(f"{len(written)} files in {folder}")
