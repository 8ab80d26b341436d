"""A part that is away for a while, as the log tells it: when it begins, ever more rarely while it lasts, and once when it is over."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

FIRST_SECONDS, LONGEST_SECONDS = 10.0, 600.0  # between two lines: 10, 20, 40 … s
WELL_SECONDS = 60.0  # what has gone well for so long and fails again is news; what comes and goes is not, each time


class Outage:
    """`what` is tried again and again while a part that it needs is away. One for each place that tries; one thread calls it."""

    def __init__(self, log: logging.Logger, what: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._log, self._what, self._clock = log, what, clock
        self._met = self._again = float("-inf")
        self._pause = FIRST_SECONDS
        self._since: float | None = None  # when the log was first told of what is not over

    def met(self, why: object) -> None:
        """It has failed once more: a warning, when it is time for one."""
        now = self._clock()
        if now - self._met > WELL_SECONDS:
            self._again, self._pause = now, FIRST_SECONDS
        self._met = now
        if now < self._again:
            return
        self._log.warning("%s waits, nothing is lost: %s", self._what, why)
        self._since = now if self._since is None else self._since
        self._again, self._pause = now + self._pause, min(2 * self._pause, LONGEST_SECONDS)

    def over(self) -> None:
        """It has been done: said when the log was told that it waits."""
        if self._since is not None:
            self._log.warning("%s goes on after %.0f s", self._what, self._clock() - self._since)
            self._since = None
