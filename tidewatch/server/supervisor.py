"""Several processes as one: started in order, started again when they die, ended together."""

from __future__ import annotations

import logging
import os
import signal
import socket
import subprocess
import time
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

log = logging.getLogger(__name__)

LOOK_SECONDS = 0.2
AGAIN_SECONDS = 1.0  # before a process that died is started again
TOO_OFTEN, WITHIN_SECONDS = 5, 60.0
END_SECONDS = {
    False: 4.0,
    True: 2.0,
}  # for the two rounds of an orderly end: workers and desk first, then what they write to


class CannotRun(RuntimeError):
    """A process ends again and again; the sentence says which and where its words are."""


@dataclass
class Child:
    """One process. `last` ones (stores, brokers) are ended after the others."""

    name: str
    command: Sequence[str]
    last: bool = False
    running: subprocess.Popen[bytes] | None = None
    deaths: deque[float] = field(default_factory=lambda: deque(maxlen=TOO_OFTEN))


class Supervisor:
    """Children of this process, their words in one file each."""

    def __init__(self, logs: Path, environment: Mapping[str, str]) -> None:
        logs.mkdir(parents=True, exist_ok=True)
        self._logs, self._environment = logs, {**os.environ, **environment}
        self._children: list[Child] = []

    def start(self, child: Child) -> None:
        """Start it, and watch over it from now on."""
        self._children.append(child)
        self._run(child)

    def once(self, name: str, command: Sequence[str]) -> None:
        """Run to its end. Raises CannotRun when it fails."""
        with (self._logs / f"{name}.log").open("ab") as words:
            ran = subprocess.run(command, stdout=words, stderr=words, env=self._environment, check=False)
        if ran.returncode:
            raise CannotRun(f"{name} has failed: see {self._logs / name}.log")

    def _run(self, child: Child) -> None:
        with (self._logs / f"{child.name}.log").open("ab") as words:
            child.running = subprocess.Popen(
                child.command, stdout=words, stderr=words, env=self._environment, start_new_session=True
            )

    def watch(self) -> None:
        """Until interrupted: whoever dies is started again. Raises CannotRun."""
        while True:
            self.look()
            time.sleep(LOOK_SECONDS)

    def look(self) -> None:
        """Start again who has died. Raises CannotRun when that happens too often."""
        for child in self._children:
            if child.running is None or child.running.poll() is None:
                continue
            child.deaths.append(time.monotonic())
            if len(child.deaths) == TOO_OFTEN and child.deaths[-1] - child.deaths[0] < WITHIN_SECONDS:
                raise CannotRun(f"{child.name} ends again and again: see {self._logs / child.name}.log")
            log.warning("%s has ended with %s; started again", child.name, child.running.returncode)
            time.sleep(AGAIN_SECONDS)
            self._run(child)

    def wait_for(self, name: str, port: int, seconds: float) -> None:
        """Until a child answers on a loopback port; others are watched meanwhile. Raises CannotRun."""
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
            children = [child for child in self._children if child.last is last and child.running is not None]
            for child in children:
                _signal(child, signal.SIGTERM)
            until = time.monotonic() + END_SECONDS[last]
            for child in children:
                _ended(child, until)


def answers(port: int) -> bool:
    """Whether somebody listens on a loopback port."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _signal(child: Child, number: int) -> None:
    if child.running is not None and child.running.poll() is None:
        os.killpg(child.running.pid, number)


def _ended(child: Child, until: float) -> None:
    assert child.running is not None
    try:
        child.running.wait(max(until - time.monotonic(), 0.1))
    except subprocess.TimeoutExpired:
        log.warning("%s did not end in time and is killed", child.name)
        _signal(child, signal.SIGKILL)
        child.running.wait()
