"""Promises of the supervisor: who dies is started again and it is said, who dies too often ends it, and nobody outlives the end."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.tidewatch.server.parts import wait
from tidewatch.server.supervisor import CannotRun, Child, Supervisor

STAYS = (sys.executable, "-c", "import time; print('at work', flush=True); time.sleep(60)")
STUBBORN = (sys.executable, "-c", "import signal, time; signal.signal(15, signal.SIG_IGN); print('on', flush=True); time.sleep(60)")  # fmt: skip
BROKEN = (sys.executable, "-c", "raise SystemExit('the disk is full')")
ORPHAN = """
import sys, time
from pathlib import Path
from tidewatch.server.supervisor import Child, Supervisor
child = Child("stays", ("sleep", "300"))
Supervisor(Path(sys.argv[1]), {}).start(child)
print(child.running.pid, flush=True)
time.sleep(300)
"""


@pytest.fixture
def supervisor(tmp_path: Path) -> Iterator[Supervisor]:
    made = Supervisor(tmp_path, {}, first_pause_seconds=0.05)
    yield made
    made.end()


def on_again(supervisor: Supervisor, child: Child, first: subprocess.Popen[bytes]) -> bool:
    supervisor.look()
    return child.running is not None and child.running is not first and child.running.poll() is None


def test_who_is_killed_is_started_again_and_it_is_said(
    supervisor: Supervisor, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    child = Child("stays", STAYS)
    supervisor.start(child)
    assert child.running is not None
    first = child.running
    wait(lambda: (tmp_path / "stays.log").read_text())
    first.kill()
    first.wait()
    with caplog.at_level(logging.WARNING):
        wait(lambda: on_again(supervisor, child, first))
    (said,) = caplog.messages
    assert said.startswith("stays is started again in 0.1 s: killed by SIGKILL, its words are in ")
    assert said.endswith("stays.log, the last:\n    at work")


def test_who_dies_again_and_again_is_a_sentence(supervisor: Supervisor, caplog: pytest.LogCaptureFixture) -> None:
    supervisor.start(Child("broken", BROKEN))
    said = r"broken has ended 5 times within 120 s and is not started again: exit code 1, .*broken.log, the last:\n    the disk is full$"
    with pytest.raises(CannotRun, match=said), caplog.at_level(logging.WARNING):
        supervisor.watch()
    pauses = [message.split(" in ")[1].split(":")[0] for message in caplog.messages]
    assert pauses == ["0.1 s", "0.1 s", "0.2 s", "0.4 s"]


def test_what_is_run_once_and_fails_is_a_sentence(supervisor: Supervisor) -> None:
    with pytest.raises(
        CannotRun, match=r"topics has failed: exit code 1, .*topics.log, the last:\n    the disk is full"
    ):
        supervisor.once("topics", BROKEN)


def test_nobody_outlives_the_end(supervisor: Supervisor, tmp_path: Path) -> None:
    children = [Child("stays", STAYS), Child("stubborn", STUBBORN, last=True)]
    for child in children:
        supervisor.start(child)
    wait(lambda: "on" in (tmp_path / "stubborn.log").read_text())
    supervisor.end()
    assert [child.running is not None and child.running.returncode for child in children] == [-15, -9]


def test_nobody_outlives_a_supervisor_that_is_killed(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", ORPHAN, str(tmp_path)], stdout=subprocess.PIPE, text=True) as ours:
        assert ours.stdout is not None
        child = Path("/proc") / ours.stdout.readline().strip()
        wait(lambda: (child / "comm").read_text() == "sleep\n")  # the kernel has been asked to end it with us
        os.kill(ours.pid, signal.SIGKILL)
    wait(lambda: not (child / "cmdline").exists() or not (child / "cmdline").read_bytes())
