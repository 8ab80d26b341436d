"""`tidewatch config`: the settings in force; and the options by which every command of a server takes them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tidewatch.commands.show import as_json
from tidewatch.config import load
from tidewatch.config.show import shown

ConfigFile = Annotated[
    Path | None,
    typer.Option("--config", envvar="TIDEWATCH_CONFIG", help="settings; else tidewatch.toml when it is there"),
]


def config(
    file: ConfigFile = None, json_: Annotated[bool, typer.Option("--json", help="as one JSON object")] = False
) -> None:
    """Print every setting in force, from the file and the environment; secrets as ***."""
    found = shown(load(file))
    if json_:
        return as_json(found)
    for section, settings in found.items():
        print(f"[{section}]")
        for name, value in settings.items():
            print(f"# {name} is not set" if value is None else f"{name} = {_toml(value)}")
        print()
    return None


def _toml(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else f'"{value}"' if isinstance(value, str) else str(value)
