"""Who closes a day: the worker that has log partition 0, when every shard's mark says that the day is over and its facts are stored.

The marks are read from the warehouse each time, so ownership may move at any moment: a close that was cut short is written again
under another name, one that is written twice counts once (streams/shard/closing.py).
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable
from datetime import date

from events.outage import Outage
from sinks.warehouse import Mark, StateStore, WarehouseDown
from streams.day_close import Close, close_day
from streams.log import Frame, encode
from streams.worker.metrics import Metrics
from streams.worker.sender import Sender

log = logging.getLogger(__name__)

Write = Callable[[int, bytes], None]  # log partition, message


class DayEnd:
    """Closes days, one at a time."""

    def __init__(
        self, partitions: int, store: StateStore, close: Close, sender: Sender, write: Write, metrics: Metrics
    ) -> None:
        self._partitions, self._store, self._close = partitions, store, close
        self._sender, self._write, self._metrics = sender, write, metrics
        self._closed: date | None = None
        self._outage = Outage(log, "the day close")

    async def close_when_over(self) -> None:
        """Make the profiles of the oldest open day and write them into the log, when it is over everywhere."""
        try:
            day = await asyncio.to_thread(self._day_over)
            if day is None or (self._closed is not None and day <= self._closed):
                return
            frames = await asyncio.to_thread(lambda: list(close_day(day, self._close, self._partitions)))
        except WarehouseDown as error:
            self._outage.met(error)
            return
        self._outage.over()
        await self._put(frame for frame in frames if frame[1].kind != "profiled")
        await self._put(frame for frame in frames if frame[1].kind == "profiled")
        self._closed = day
        self._metrics.count("tidewatch_days_closed_total")

    async def _put(self, frames: Iterable[tuple[int, Frame]]) -> None:
        """Written when it returns: no partition gets its mark before all have their rows."""
        for partition, frame in frames:
            self._write(partition, encode(frame))
        await asyncio.to_thread(self._sender.flush)

    def assigned(self) -> None:
        """Another worker may have closed days meanwhile, or this one's close may be lost: the marks say so."""
        self._closed = None

    def _day_over(self) -> date | None:
        marks = self._store.marks()
        return day_over([mark for p, mark in marks.items() if p < self._partitions], self._partitions)


def day_over(marks: list[Mark], partitions: int) -> date | None:
    """The oldest open day, when every shard has been saved past it; None otherwise."""
    if len(marks) < partitions:
        return None
    days = [mark.payload["day"] for mark in marks if mark.payload["day"]]
    passed = [mark.payload["passed"] for mark in marks]
    over = days and all(passed) and min(passed) >= min(days)
    return date.fromisoformat(min(days)) if over else None
