"""The command line: `tidewatch` and `python -m tidewatch`. Exit code 0 only when all went well.

A command's module is loaded when the command runs: `tidewatch topics` needs no web server, and `--help` needs none of them.
"""

from __future__ import annotations

import ast
import logging
import os
import signal
import sys
import threading
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import Any

import typer
from rich.console import Console
from rich.markup import escape
from typer import Context
from typer.core import TyperCommand, TyperGroup

COMMANDS = {  # as listed by --help: the module of tidewatch/commands and its function, or its `app` where there are subcommands
    "replay": ("replay", "replay"),
    "simulate": ("simulate", "simulate"),
    "score": ("simulate", "score"),
    "up": ("up", "up"),
    "topics": ("server", "topics"),
    "publish": ("server", "publish"),
    "worker": ("server", "worker"),
    "warehouse": ("server", "warehouse"),
    "desk": ("processes", "desk"),
    "api": ("processes", "api"),
    "push": ("processes", "push"),
    "feed": ("processes", "feed"),
    "demo-server": ("demo_server", "demo_server"),
    "rebuild": ("rebuild", "rebuild"),
    "reconcile": ("reconcile", "reconcile"),
    "doctor": ("doctor", "doctor"),
    "config": ("config", "config"),
    "docs": ("docs", "docs"),
    "rules": ("rules", "app"),
    "schema": ("schema", "app"),
    "boards": ("boards", "app"),
    "dead-letters": ("dead_letters", "app"),
}


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


class Commands(TyperGroup):
    """All commands, by name."""

    def list_commands(self, ctx: Any) -> list[str]:
        """In the order of the list."""
        return [*COMMANDS, *super().list_commands(ctx)]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """One of them; None when there is no such command."""
        return Later(cmd_name, *COMMANDS[cmd_name]) if cmd_name in COMMANDS else super().get_command(ctx, cmd_name)


def _said(module: str, attribute: str) -> str:
    """The first line of what the function says of itself; of what the `Typer` of subcommands is told to say."""
    source = ast.parse((Path(__file__).parent / "commands" / f"{module}.py").read_text(encoding="utf-8"))
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


app = typer.Typer(
    help="Tidewatch 观潮: a bank's real-time event and alert engine.",
    no_args_is_help=True,
    add_completion=False,
    cls=Commands,
)


@app.callback()
def _all(ctx: Context) -> None:
    """Typer needs one function to make a group."""


MISTAKES = (ValueError, FileNotFoundError, IsADirectoryError, PermissionError, RuntimeError, ConnectionError)


log = logging.getLogger(__name__)


def main() -> None:
    """Run; a mistake of the user's is one sentence on the terminal and exit code 1, not a traceback."""
    died = _end_with_any_thread()
    try:
        app()
    except MISTAKES as error:
        _say(str(error))
        sys.exit(1)
    except OSError as error:
        place = f" ({Path(error.filename)})" if error.filename else ""
        _say(f"{error.strerror or error}{place}")
        sys.exit(1)
    except SystemExit as end:
        sys.exit(end.code or int(bool(died)))


def _say(sentence: str) -> None:
    Console(stderr=True, highlight=False).print(f"[red]tidewatch:[/red] {escape(sentence)}")


def _end_with_any_thread() -> list[str]:
    """A thread that dies of what nobody foresaw ends its process, in order: half a product that looks whole is worse than one that is started
    again. The names of those that have died."""
    died: list[str] = []

    def ended(given: threading.ExceptHookArgs) -> None:
        died.append(given.thread.name if given.thread is not None else "a thread")
        thrown = given.exc_value or given.exc_type()
        log.critical("%s has died, so the process ends: %s", died[-1], thrown, exc_info=thrown)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.excepthook = ended
    return died
