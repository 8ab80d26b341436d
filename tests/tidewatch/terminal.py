"""`tidewatch` as a terminal runs it, in this process: nothing is loaded anew for each command."""

from __future__ import annotations

import sys
import threading
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from io import StringIO

import pytest

from tidewatch.cli import main


@dataclass(frozen=True)
class Ran:
    """A command that has ended. `sentence`: what it said beside its output, however wide the terminal was taken to be."""

    code: int
    output: str
    sentence: str


def ran(*words: object) -> Ran:
    """Run a command to its end, and leave this process as it was."""
    output, beside, switching = StringIO(), StringIO(), sys.getswitchinterval()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(output), redirect_stderr(beside):
        patch.setattr(sys, "argv", ["tidewatch", *map(str, words)])
        patch.setattr(threading, "excepthook", threading.excepthook)
        patch.setenv("POLARS_MAX_THREADS", "1")
        with pytest.raises(SystemExit) as end:
            main()
        sys.setswitchinterval(switching)
    return Ran(int(end.value.code or 0), output.getvalue(), " ".join(beside.getvalue().split()))
