"""Promises of a house whose parts die: Redis is started again with all it had; what cannot be mended ends the process, and it is said."""

from __future__ import annotations

import logging
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from sinks.desk import DeskDown, server
from tests.tidewatch.server.parts import wait
from tidewatch.house.parts import OwnRedis

DYING = """
import signal, sys, threading
from tidewatch import cli

def work():
    raise KeyError("C1")

@cli.app.command("live")
def live():
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *given: stop.set())
    threading.Thread(target=work, name="desk").start()
    print("in order" if stop.wait(100) else "never", flush=True)

sys.argv[1:] = ["live"]
cli.main()
"""


@pytest.fixture
def own() -> Iterator[OwnRedis]:
    with tempfile.TemporaryDirectory(prefix="tw") as folder:  # short: a unix socket lies in it
        made = OwnRedis(Path(folder))
        yield made
        made.close()


def kill(own: OwnRedis) -> None:
    own._process.kill()
    own._process.wait()


def on_again(own: OwnRedis) -> bool:
    try:
        return own.hold()
    except DeskDown:
        time.sleep(0.05)
        return False


def test_a_redis_that_is_killed_comes_back_with_all_it_had(own: OwnRedis, caplog: pytest.LogCaptureFixture) -> None:
    own.client.set("alert", "open")
    kill(own)
    with caplog.at_level(logging.WARNING):
        wait(lambda: on_again(own))
    assert own.client.get("alert") == "open"
    assert [said.split(", its words")[0] for said in caplog.messages] == ["the embedded Redis has ended with -9"]


def test_a_redis_that_does_not_end_is_killed_and_keeps_what_it_had(
    own: OwnRedis, monkeypatch: pytest.MonkeyPatch
) -> None:
    own.client.set("alert", "open")
    own._process.send_signal(signal.SIGSTOP)  # it hears nothing, and ends by nothing but this
    monkeypatch.setattr(server, "END_SECONDS", 0.2)
    own.close()
    assert own.ended() == -signal.SIGKILL
    own.again()
    assert own.client.get("alert") == "open"


def test_a_redis_that_dies_again_and_again_is_a_sentence(own: OwnRedis) -> None:
    for _ in range(4):
        kill(own)
        wait(lambda: on_again(own))
    kill(own)
    with pytest.raises(
        RuntimeError, match="Redis has ended with -9, .*: 5 times within 120 s, it is not started again"
    ):
        own.hold()


def test_a_thread_that_dies_ends_its_process_in_order() -> None:
    ran = subprocess.run([sys.executable, "-c", DYING], capture_output=True, text=True, check=False, timeout=120)
    assert (ran.returncode, ran.stdout) == (1, "in order\n")
    assert "desk has died, so the process ends: 'C1'" in ran.stderr
    assert "Traceback" in ran.stderr
