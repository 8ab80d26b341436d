"""Back-pressure: fetching waits where the work behind it does, the log for the warehouse, the sources for the broker."""

from __future__ import annotations

import logging
from typing import Any

from events import topics
from streams.worker.facts import Facts
from streams.worker.metrics import Metrics
from streams.worker.sender import Sender

log = logging.getLogger(__name__)


class Pausing:
    """`unstored_rows`: so many facts may wait for the warehouse; reading goes on when half of them are stored."""

    def __init__(self, unstored_rows: int, facts: Facts, sender: Sender, metrics: Metrics) -> None:
        self._bound, self._facts, self._sender, self._metrics = unstored_rows, facts, sender, metrics
        self._paused = {"log": False, "sources": False}

    def look(self, consumer: Any) -> None:
        """Pause what has to wait, let go on what has not. Called many times a second, for a rebalance resumes everything."""
        bound = self._bound // 2 if self._paused["log"] else self._bound
        self._put(consumer, "log", self._facts.rows > bound)
        self._put(consumer, "sources", self._sender.full)
        self._metrics.put("tidewatch_unstored_rows", self._facts.rows)
        self._metrics.put("tidewatch_unsent_messages", self._sender.waiting)

    def _put(self, consumer: Any, what: str, full: bool) -> None:
        mine = {tp for tp in consumer.assignment() if (tp.topic == topics.LOG) == (what == "log")}
        if full:
            consumer.pause_partitions(mine)
        elif self._paused[what]:
            consumer.resume_partitions(mine)
        if full != self._paused[what]:
            log.warning("reading the %s %s", what, "pauses: too much waits behind it" if full else "goes on")
        self._paused[what] = full
        self._metrics.put("tidewatch_paused", full, what=what)
