"""Commands whose modules are loaded when they run: what a command needs, no other waits for."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

Where = tuple[str, str]  # the module of tidewatch/commands, and its function, or its `app` where there are subcommands


class Later(TyperCommand):
    """A command that is not loaded yet: what it says of itself is read from its source."""

    def __init__(self, name: str, module: str, attribute: str) -> None:
        super().__init__(name, help=_said(module, attribute))
        self._where = module, attribute

    @cached_property
    def real(self) -> Any:
        """The command itself."""
        module, attribute = self._where
        found = getattr(import_module(f"tidewatch.commands.{module}"), attribute)
        if not isinstance(found, typer.Typer):
            alone = typer.Typer(add_completion=False)
            alone.command(self.name)(found)
            found = alone
        command = typer.main.get_command(found)
        command.name = self.name
        return command

    def make_context(self, info_name: str | None, args: list[str], parent: Any = None, **extra: Any) -> Any:
        """Here a command begins to run."""
        return self.real.make_context(info_name, args, parent, **extra)


def commands(later: Mapping[str, Where]) -> type[TyperGroup]:
    """A group's class: these commands, by name, before those that are loaded already."""

    class Commands(TyperGroup):
        def list_commands(self, ctx: Any) -> list[str]:
            return [*later, *super().list_commands(ctx)]

        def get_command(self, ctx: Any, cmd_name: str) -> Any:
            return Later(cmd_name, *later[cmd_name]) if cmd_name in later else super().get_command(ctx, cmd_name)

    return Commands


def _said(module: str, attribute: str) -> str:
    """The first line of what the function says of itself; of what the `Typer` of subcommands is told to say."""
    source = ast.parse(Path(__file__).with_name(f"{module}.py").read_text(encoding="utf-8"))
    for node in source.body:
        if isinstance(node, ast.FunctionDef) and node.name == attribute:
            return (ast.get_docstring(node) or "").partition("\n")[0]
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == attribute:
            return next(
                str(ast.literal_eval(told.value))
                for told in ast.walk(node)
                if isinstance(told, ast.keyword) and told.arg == "help"
            )
    raise LookupError(f"tidewatch/commands/{module}.py has no {attribute}")
