"""Work that rests: however long it takes, it has no more than its share of the time."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class Rest:
    """`times` as long as the last work took, and `least` seconds, none is `due`. For one thread at a time."""

    def __init__(self, times: float, least: float = 0.0, clock: Callable[[], float] = time.monotonic) -> None:
        self._times, self._least, self._clock = times, least, clock
        self._until = float("-inf")

    @property
    def due(self) -> bool:
        """Whether it has rested."""
        return self._clock() > self._until

    @contextmanager
    def after(self) -> Iterator[None]:
        """Work; the rest begins at its end. What fails is due again at once."""
        began = self._clock()
        yield
        ended = self._clock()
        self._until = ended + max(self._least, self._times * (ended - began))
