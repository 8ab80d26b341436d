"""The bank's days go by with the kills: workers are slow while the bank is ahead.

What a machine reads of a bank's past in a minute would be over before the first kills, and with it what they could break. So workers are stopped and
continued, again and again, for as long as the bank is further than its share, as on a machine that has other things to do.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from bench.chaos.cast import Cast
from sinks.warehouse import WarehouseDown
from tidewatch.server.pulse import Pulse

STOPPED_SECONDS, RUNNING_SECONDS = 2.0, 0.3  # a worker that is silent for six has lost its partitions
GRACE_SECONDS = 8.0  # a start takes some seconds of a processor, which are no progress of the bank's


class Pace(threading.Thread):
    """Holds the bank back until `end`. `share`: of the kills that are done, 0 … 1."""

    def __init__(self, cast: Cast, bank: Path, share: Callable[[], float]) -> None:
        super().__init__(name="pace", daemon=True)
        self._cast, self._share, self._ended = cast, share, threading.Event()
        self._first, self._last = _times(bank / "txn.ndjson")
        self._pulse = Pulse(cast.open_warehouse(patience_seconds=0.5))

    def run(self) -> None:
        """Until `end`."""
        while not self._ended.wait(RUNNING_SECONDS):
            if self._ahead():
                held = [one for one in self._cast.workers if one.age > GRACE_SECONDS]
                for worker in held:
                    worker.hold()
                self._ended.wait(STOPPED_SECONDS)
                for worker in held:
                    worker.release()

    def end(self) -> None:
        """Let the bank go."""
        self._ended.set()
        self.join()
        self._pulse.warehouse.close()

    def _ahead(self) -> bool:
        with suppress(WarehouseDown):  # then it stands where it stood
            self._pulse.look()
        return self._pulse.clock > self._first + self._share() * (self._last - self._first)


def _times(entries: Path) -> tuple[int, int]:
    """The first and the last entry's moment, epoch ms."""
    moments = [datetime.fromisoformat(json.loads(line)["event_time"]) for line in entries.read_bytes().splitlines()]
    return int(min(moments).timestamp() * 1000), int(max(moments).timestamp() * 1000)
