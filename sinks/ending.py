"""Ending processes that this one has started."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Sequence
from contextlib import suppress

Running = subprocess.Popen[bytes]


def end_process(process: Running, seconds: float, how: signal.Signals = signal.SIGTERM) -> None:
    """Signal it and wait for its end; one that has not ended after so many seconds is killed."""
    process.send_signal(how)
    if not _ended(process, time.monotonic() + seconds):
        process.kill()
        process.wait()


def end_groups(leaders: Sequence[Running], seconds: float) -> list[Running]:
    """End all of these and what they have started themselves, each the first of its group (`start_new_session`): SIGTERM, and after so many seconds
    altogether SIGKILL. Returns those that had to be killed."""
    for leader in leaders:
        _signal_group(leader, signal.SIGTERM)
    until = time.monotonic() + seconds
    late = [leader for leader in leaders if not _ended(leader, until)]
    for leader in late:
        _signal_group(leader, signal.SIGKILL)
        leader.wait()
    return late


def _ended(process: Running, until: float) -> bool:
    try:
        process.wait(max(until - time.monotonic(), 0.0))
    except subprocess.TimeoutExpired:
        return False
    return True


def _signal_group(leader: Running, number: signal.Signals) -> None:
    with suppress(ProcessLookupError):  # all of them have ended
        os.killpg(leader.pid, number)
