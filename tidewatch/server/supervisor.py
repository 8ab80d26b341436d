"""Several processes as one: started in order, started again when they die, ended together."""

from __future__ import annotations

import logging
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sinks.ending import end_groups
from tidewatch.server.deaths import FIRST_PAUSE_SECONDS, TOO_OFTEN, WITHIN_SECONDS, Deaths

log = logging.getLogger(__name__)

LOOK_SECONDS = 0.2
LAST_LINES, LAST_BYTES = 5, 4_096
END_SECONDS = {
    False: 4.0,
    True: 2.0,
}  # for the two rounds of an orderly end: workers and desk first, then what they write to


class CannotRun(RuntimeError):
    """A process ends again and again; the sentence says which, how, and where its words are."""


@dataclass
class Child:
    """One process. `last` ones (stores, brokers) are ended after the others."""

    name: str
    command: Sequence[str]
    last: bool = False
    running: subprocess.Popen[bytes] | None = None
    said_from: int = 0  # where in the file of its words this run's begin
    again_at: float | None = None  # it has ended, and is started again then
    deaths: Deaths = field(default_factory=Deaths)


class Supervisor:
    """Children of this process, their words in one file each. Who dies is started again after a pause, twice as long each time it dies soon after."""

    def __init__(
        self, logs: Path, environment: Mapping[str, str], first_pause_seconds: float = FIRST_PAUSE_SECONDS
    ) -> None:
        logs.mkdir(parents=True, exist_ok=True)
        self._logs, self._environment = logs, {**os.environ, **environment}
        self._first_pause = first_pause_seconds
        self._children: list[Child] = []

    def start(self, child: Child) -> None:
        """Start it, and watch over it from now on."""
        child.deaths = Deaths(self._first_pause)
        self._children.append(child)
        self._run(child)

    def once(self, name: str, command: Sequence[str]) -> None:
        """Run to its end. Raises CannotRun when it fails."""
        child = Child(name, command)
        self._run(child)
        assert child.running is not None
        if child.running.wait():
            raise CannotRun(f"{name} has failed: {self._end_of(child)}")

    def _run(self, child: Child) -> None:
        with self._words(child).open("ab") as words:
            child.said_from, child.again_at = words.tell(), None
            child.running = subprocess.Popen(
                _with_us(child.command), stdout=words, stderr=words, env=self._environment, start_new_session=True
            )

    def watch(self) -> None:
        """Until interrupted: whoever dies is started again. Raises CannotRun."""
        while True:
            self.look()
            time.sleep(LOOK_SECONDS)

    def look(self) -> None:
        """Start again who has died. Raises CannotRun when that happens too often."""
        now = time.monotonic()
        for child in self._children:
            if child.again_at is not None:
                if now >= child.again_at:
                    self._run(child)
            elif child.running is not None and child.running.poll() is not None:
                self._bury(child, now)

    def _bury(self, child: Child, now: float) -> None:
        pause = child.deaths.another(now)
        if pause is None:
            raise CannotRun(
                f"{child.name} has ended {TOO_OFTEN} times within {WITHIN_SECONDS:.0f} s and is not started again: {self._end_of(child)}"
            )
        child.again_at = now + pause
        log.warning("%s is started again in %.1f s: %s", child.name, pause, self._end_of(child))

    def _end_of(self, child: Child) -> str:
        """How it ended, where its words are, and the last of them."""
        assert child.running is not None
        words = self._words(child)
        with words.open("rb") as file:
            file.seek(max(child.said_from, words.stat().st_size - LAST_BYTES))
            lines = file.read().decode(errors="replace").splitlines()[-LAST_LINES:]
        said = "".join(f"\n    {line}" for line in lines) or "\n    (it said nothing)"
        return f"{_how(child.running.returncode)}, its words are in {words}, the last:{said}"

    def _words(self, child: Child) -> Path:
        return self._logs / f"{child.name}.log"

    def wait_for(self, name: str, port: int, seconds: float) -> None:
        """Until a child answers on a loopback port; all are watched meanwhile. Raises CannotRun."""
        until = time.monotonic() + seconds
        while not answers(port):
            self.look()
            if time.monotonic() > until:
                raise CannotRun(
                    f"{name} does not answer on port {port} after {seconds:.0f} s: see {self._logs / name}.log"
                )
            time.sleep(LOOK_SECONDS)

    def end(self) -> None:
        """End all, the stores last; whoever does not end in time is killed."""
        for last in (False, True):
            names = {
                c.running: c.name for c in self._children if c.last is last and c.running and c.running.poll() is None
            }
            for killed in end_groups(list(names), END_SECONDS[last]):
                log.warning("%s did not end in time and is killed", names[killed])


def answers(port: int) -> bool:
    """Whether somebody listens on a loopback port."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _with_us(command: Sequence[str]) -> list[str]:
    """Where Linux's setpriv is: ended by the kernel when we are killed, for two of one process would write into the same folder."""
    setpriv = shutil.which("setpriv")
    return [setpriv, "--pdeathsig", "TERM", *command] if setpriv else list(command)


def _how(code: int) -> str:
    return f"killed by {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"
