"""One process of ours that can be killed and started again."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from sinks.ending import end_process

READY_SECONDS = 300.0  # a loaded machine
STOP_SECONDS = 15.0


def own(*words: str) -> list[str]:
    """`tidewatch WORDS`."""
    return [sys.executable, "-m", "tidewatch", *words]


class Process:
    """One command; its words are in a file, run after run."""

    def __init__(self, command: Sequence[str], log: Path, environment: Mapping[str, str]) -> None:
        self._command, self._log, self._environment = list(command), log, dict(environment)
        self._running: subprocess.Popen[bytes] | None = None
        self._started, self._frozen = 0.0, False

    def start(self, *more: str) -> None:
        """Start; a process that has ended by itself is an error of the program, not of this bench."""
        self._started = time.monotonic()
        with self._log.open("ab") as out:
            self._running = subprocess.Popen([*self._command, *more], stdout=out, stderr=out, env=self._environment)

    def end(self, how: signal.Signals) -> float:
        """Signal and wait; returns the seconds it took."""
        if self._running is None:
            return 0.0
        started = time.monotonic()
        end_process(self._running, STOP_SECONDS, how)
        self._running = None
        return time.monotonic() - started

    def freeze(self, seconds: float) -> None:
        """Stopped and continued: a worker that does not know that its partitions have gone to another."""
        self.hold()
        self._frozen = True
        time.sleep(seconds)
        self._frozen = False
        self.release()

    def hold(self) -> None:
        """Stop it for a moment."""
        self._signal(signal.SIGSTOP)

    def release(self) -> None:
        """Let it go on, unless it is frozen."""
        self._signal(signal.SIGCONT)

    def _signal(self, number: signal.Signals) -> None:
        running = self._running  # another thread may be ending it
        if running is not None and not self._frozen:
            running.send_signal(number)

    @property
    def age(self) -> float:
        """Seconds since it was started last."""
        return time.monotonic() - self._started

    @property
    def alive(self) -> bool:
        """Whether it runs."""
        return self._running is not None and self._running.poll() is None

    @property
    def words(self) -> str:
        """The last of what it has said."""
        return self._log.read_text(errors="replace")[-3000:] if self._log.exists() else ""


def wait_for(port: int, log: Path) -> None:
    """Until a loopback port answers. Raises RuntimeError with the last words of whoever should."""
    until = time.monotonic() + READY_SECONDS
    while not _answers(port):
        if time.monotonic() > until:
            raise RuntimeError(log.read_text()[-2000:])
        time.sleep(0.1)


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
