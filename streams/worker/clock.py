"""The wall clock as intake sees it: it does not jump."""

from __future__ import annotations

import time
from collections.abc import Callable

TOLERATED_SECONDS = 1.0
CONVINCED_SECONDS = 30.0


class SteadyClock:
    """Seconds since 1970 that run on with the monotonic clock when the wall jumps.

    An idle source must not seem stale, nor a stale one fresh, because somebody set the clock. When the wall has been off for half a
    minute it is right (a correction, a machine that slept) and is taken over.
    """

    def __init__(self, wall: Callable[[], float] = time.time, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._wall, self._monotonic = wall, monotonic
        self._ahead = wall() - monotonic()
        self._off_since: float | None = None

    def time(self) -> float:
        """Now."""
        wall, monotonic = self._wall(), self._monotonic()
        if abs(wall - monotonic - self._ahead) <= TOLERATED_SECONDS:
            self._ahead, self._off_since = wall - monotonic, None
        elif self._off_since is None:
            self._off_since = monotonic
        elif monotonic - self._off_since >= CONVINCED_SECONDS:
            self._ahead, self._off_since = wall - monotonic, None
        return self._ahead + monotonic
