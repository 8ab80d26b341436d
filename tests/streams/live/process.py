"""`tidewatch` as processes of their own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path


class Process:
    """One command, its words in a file beside those of its namesakes before it."""

    def __init__(self, log: Path, words: tuple[str, ...], environment: dict[str, str]) -> None:
        self._log = log
        with log.open("ab") as out:
            self._running = subprocess.Popen(
                [sys.executable, "-m", "tidewatch", *words], stdout=out, stderr=out, env={**os.environ, **environment}
            )

    @property
    def words(self) -> str:
        """What it has said."""
        return self._log.read_text(errors="replace")

    @property
    def sentence(self) -> str:
        """The same as one line, however wide the terminal was taken to be."""
        return " ".join(self.words.split())

    @property
    def alive(self) -> bool:
        """Whether it runs."""
        return self._running.poll() is None

    def end(self, how: signal.Signals = signal.SIGTERM, seconds: float = 60.0) -> int:
        """Signal and wait; returns the exit code, the signal's number below 0 when it died of one. Raises TimeoutExpired."""
        if self.alive:
            self._running.send_signal(how)
        return self.wait(seconds)

    def wait(self, seconds: float = 60.0) -> int:
        """Until it ends by itself."""
        return self._running.wait(seconds)
