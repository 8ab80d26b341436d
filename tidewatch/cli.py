"""The command line: `tidewatch` and `python -m tidewatch`. Exit code 0 only when all went well."""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading
from pathlib import Path

import typer
from rich.console import Console
from rich.markup import escape

from tidewatch.commands import (
    boards,
    config,
    dead_letters,
    demo_server,
    docs,
    doctor,
    processes,
    rebuild,
    reconcile,
    replay,
    rules,
    schema,
    server,
    simulate,
    up,
)

app = typer.Typer(
    help="Tidewatch 观潮: a bank's real-time event and alert engine.", no_args_is_help=True, add_completion=False
)
app.command("replay")(replay.replay)
app.command("simulate")(simulate.simulate)
app.command("score")(simulate.score)
app.command("up")(up.up)
app.command("topics")(server.topics)
app.command("publish")(server.publish)
app.command("worker")(server.worker)
app.command("warehouse")(server.warehouse)
app.command("desk")(processes.desk)
app.command("api")(processes.api)
app.command("push")(processes.push)
app.command("feed")(processes.feed)
app.command("demo-server")(demo_server.demo_server)
app.command("rebuild")(rebuild.rebuild)
app.command("reconcile")(reconcile.reconcile)
app.command("doctor")(doctor.doctor)
app.command("config")(config.config)
app.command("docs")(docs.docs)
app.add_typer(rules.app, name="rules")
app.add_typer(schema.app, name="schema")
app.add_typer(boards.app, name="boards")
app.add_typer(dead_letters.app, name="dead-letters")

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
