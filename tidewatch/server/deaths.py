"""How often a process has died lately, and so how long it waits before it is started again."""

from __future__ import annotations

from collections import deque

TOO_OFTEN, WITHIN_SECONDS = 5, 120.0
FIRST_PAUSE_SECONDS = 0.5


class Deaths:
    """One process's."""

    def __init__(self, first_pause_seconds: float = FIRST_PAUSE_SECONDS) -> None:
        self._first_pause = first_pause_seconds
        self._lately: deque[float] = deque(maxlen=TOO_OFTEN)

    def another(self, now: float) -> float | None:
        """It has died, at a monotonic moment. Seconds before it is started again, twice as many each time it dies soon after; None: too often."""
        self._lately.append(now)
        times = sum(now - at < WITHIN_SECONDS for at in self._lately)
        return None if times == TOO_OFTEN else self._first_pause * 2 ** (times - 1)
