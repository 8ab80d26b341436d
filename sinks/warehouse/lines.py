"""Some connections for many callers, in turn: who has waited longest is served next, however often others call."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from typing import Generic, TypeVar

Line = TypeVar("Line")


class Lines(Generic[Line]):
    """Any thread may call. A lock would do for one connection, but a lock goes to whoever asks first when it is let go, mostly the one who had it."""

    def __init__(self, lines: Iterable[Line]) -> None:
        self._free = deque(lines)
        self._waiting: deque[Future[Line]] = deque()
        self._turn = threading.Lock()

    @contextmanager
    def line(self) -> Iterator[Line]:
        """One of them, for as long as it is needed."""
        taken = self.take()
        try:
            yield taken
        finally:
            self.give(taken)

    def take(self) -> Line:
        """Wait for one; it is the caller's until it is given back."""
        with self._turn:
            if self._free:
                return self._free.popleft()
            mine = Future[Line]()
            self._waiting.append(mine)
        return mine.result()

    def give(self, line: Line) -> None:
        """To whoever has waited longest."""
        with self._turn:
            if self._waiting:
                self._waiting.popleft().set_result(line)
            else:
                self._free.append(line)
