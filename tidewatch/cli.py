"""The command line: `tidewatch` and `python -m tidewatch`. Exit code 0 only when all went well.

A command's module is loaded when the command runs: `tidewatch topics` needs no web server, and `--help` needs none of them.
"""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading
from io import TextIOWrapper

import typer
from rich.console import Console
from rich.markup import escape
from typer import Context

from tidewatch.commands.later import commands

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


app = typer.Typer(
    help="Tidewatch 观潮: a bank's real-time event and alert engine.",
    no_args_is_help=True,
    add_completion=False,
    cls=commands(COMMANDS),
)


@app.callback()
def _all(ctx: Context) -> None:
    """Typer needs one function to make a group."""


# Read when polars is loaded, which commands do. Live frames are small: to hand one to a pool of threads and wait for it takes longer than the work,
# and more than one core is used by more than one process.
POLARS_THREADS = ("POLARS_MAX_THREADS", "1")
# Who serves has threads beside the engine's (calls, counters, tags, checkpoints): it lets go of the interpreter at each of some hundred calls of
# polars a step, and would wait for each of them the usual 5 ms.
SWITCH_SECONDS = 0.0001
MISTAKES = (ValueError, RuntimeError)


log = logging.getLogger(__name__)


def main() -> None:
    """Run; a mistake of the user's is one sentence on the terminal and exit code 1, not a traceback."""
    os.environ.setdefault(*POLARS_THREADS)
    sys.setswitchinterval(SWITCH_SECONDS)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            # a terminal in GBK has no ✓, one in ASCII no Chinese: \u2713, which JSON reads too
            stream.reconfigure(errors="backslashreplace")
    died = _end_with_any_thread()
    try:
        app()
    except MISTAKES as error:
        _say(str(error))
        sys.exit(1)
    except OSError as error:
        _say(_of_system(error))
        sys.exit(1)
    except SystemExit as end:
        sys.exit(end.code or int(bool(died)))


def _of_system(error: OSError) -> str:
    """Ours are sentences already; the system's name a file and what cannot be done with it."""
    if error.errno is None or error.filename is None:
        return str(error)
    if isinstance(error, FileNotFoundError):
        return f"{error.filename} is not there"
    if isinstance(error, FileExistsError | NotADirectoryError):
        return f"{error.filename} is a file, not a folder: name another"
    return f"{error.filename}: {error.strerror}"


def _say(sentence: str) -> None:
    Console(stderr=True, highlight=False, soft_wrap=True).print(f"[red]tidewatch:[/red] {escape(sentence)}")


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
