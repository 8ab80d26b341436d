"""`tidewatch config`: the settings in force."""

from __future__ import annotations

from typing import Annotated

import typer

from tidewatch.commands.options import ConfigFile
from tidewatch.commands.show import as_json
from tidewatch.config import load
from tidewatch.config.show import shown


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
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name} = {_toml(one)}" for name, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_toml, value)) + "]"
    return str(value).lower() if isinstance(value, bool) else f'"{value}"' if isinstance(value, str) else str(value)
