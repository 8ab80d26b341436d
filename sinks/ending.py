"""Ending a process that this one has started."""

from __future__ import annotations

import signal
import subprocess


def end_process(process: subprocess.Popen[bytes], seconds: float, how: signal.Signals = signal.SIGTERM) -> None:
    """Signal it and wait for its end; one that has not ended after so many seconds is killed."""
    process.send_signal(how)
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
