"""Promises of ending what was started: in time, all of a group, by force where it must be."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

from sinks.ending import Running, end_groups, end_process
from tests.tidewatch.server.parts import wait

STUBBORN = "import signal, time; signal.signal(15, signal.SIG_IGN); print('on', flush=True); time.sleep(60)"
PARENT = (
    "import subprocess, time; child = subprocess.Popen(['sleep', '60']); print(child.pid, flush=True); time.sleep(60)"
)


def started(program: str, session: bool = True) -> tuple[Running, str]:
    """A process, and the first thing it says."""
    process = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, start_new_session=session)
    assert process.stdout is not None
    with process.stdout:
        return process, process.stdout.readline().decode().strip()


def test_who_does_not_heed_is_killed() -> None:
    alone, _ = started(STUBBORN, session=False)
    end_process(alone, 0.1)
    assert alone.returncode == -signal.SIGKILL


def test_a_group_ends_with_its_first_and_who_had_to_be_killed_is_said() -> None:
    (parent, child), (stubborn, _) = started(PARENT), started(STUBBORN)
    assert end_groups([parent, stubborn], 1.0) == [stubborn]
    assert (parent.returncode, stubborn.returncode) == (-signal.SIGTERM, -signal.SIGKILL)
    wait(lambda: not running(child))


def test_what_is_left_of_a_group_ends_though_its_first_is_gone() -> None:
    parent, child = started(PARENT)
    os.kill(parent.pid, signal.SIGKILL)
    parent.wait()
    assert running(child)
    assert end_groups([parent], 1.0) == []
    wait(lambda: not running(child))


def running(pid: str) -> bool:
    """Whether a process is there, and is more than an entry in a table that nobody has read."""
    at = Path("/proc") / pid / "stat"
    return at.exists() and at.read_text().rsplit(") ", 1)[1][0] != "Z"
