"""CPU seconds and peak memory of running processes and all they have started, read from /proc while they run (Linux)."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterable
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK")
EVERY_SECONDS = 0.2


def tree(pid: int) -> list[int]:
    """A process and its descendants that are alive."""
    found = [pid]
    for one in found:
        for children in Path(f"/proc/{one}/task").glob("*/children"):
            found += [int(child) for child in _read(children).split()]
    return found


def cpu_seconds(pid: int) -> float:
    """User and system time so far, ended children included; 0 when the process is gone."""
    fields = _read(Path(f"/proc/{pid}/stat")).rpartition(")")[2].split()
    return sum(map(int, fields[11:15])) / TICK if fields else 0.0


def peak_bytes(pid: int) -> int:
    """The most memory a process has had resident."""
    lines = _read(Path(f"/proc/{pid}/status")).splitlines()
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM")), 0)


def _read(path: Path) -> str:
    try:
        return path.read_text()
    except OSError:  # it has ended
        return ""


class Usage:
    """Watches some processes until `close`; figures are of the last look at each, so call `look` when it matters."""

    def __init__(self, pids: Iterable[int]) -> None:
        self._roots = list(pids)
        self._before = {pid: cpu_seconds(pid) for pid in self._roots}
        self._cpu: dict[int, float] = {}
        self._peak: dict[int, int] = {}
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def look(self) -> tuple[float, int]:
        """(CPU seconds since the start, peak bytes), both summed over the processes."""
        for root in self._roots:
            for pid in tree(root):
                self._cpu[pid] = max(self._cpu.get(pid, 0.0), cpu_seconds(pid) - self._before.get(pid, 0.0))
                self._peak[pid] = max(self._peak.get(pid, 0), peak_bytes(pid))
        return sum(self._cpu.values()), sum(self._peak.values())

    def close(self) -> None:
        """Stop watching."""
        self._ended.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._ended.wait(EVERY_SECONDS):
            self.look()
