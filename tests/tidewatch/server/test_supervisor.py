"""Promises of the supervisor: who dies is started again, who dies too often ends it, and nobody outlives the end."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.tidewatch.server.parts import wait
from tidewatch.server.supervisor import CannotRun, Child, Supervisor

STAYS = (sys.executable, "-c", "import time; time.sleep(60)")
STUBBORN = (sys.executable, "-c", "import signal, time; signal.signal(15, signal.SIG_IGN); print('on', flush=True); time.sleep(60)")  # fmt: skip


@pytest.fixture
def supervisor(tmp_path: Path) -> Iterator[Supervisor]:
    made = Supervisor(tmp_path, {})
    yield made
    made.end()


def test_who_dies_is_started_again(supervisor: Supervisor) -> None:
    child = Child("stays", STAYS)
    supervisor.start(child)
    assert child.running is not None
    first = child.running
    first.kill()
    first.wait()
    supervisor.look()
    assert child.running.pid != first.pid
    assert child.running.poll() is None


def test_who_dies_again_and_again_is_a_sentence(supervisor: Supervisor) -> None:
    supervisor.start(Child("broken", (sys.executable, "-c", "raise SystemExit('no')")))
    with pytest.raises(CannotRun, match="broken ends again and again: see .*broken.log"):
        supervisor.watch()


def test_nobody_outlives_the_end(supervisor: Supervisor, tmp_path: Path) -> None:
    children = [Child("stays", STAYS), Child("stubborn", STUBBORN, last=True)]
    for child in children:
        supervisor.start(child)
    wait(lambda: "on" in (tmp_path / "stubborn.log").read_text())
    supervisor.end()
    assert [child.running is not None and child.running.returncode for child in children] == [-15, -9]
