"""The retry topic of a run without a broker: what is written to it comes back as chunks, at offsets of its own."""

from __future__ import annotations

from collections.abc import Iterable

from events import topics
from streams.intake.chunk import GivenChunk, Message
from streams.intake.waiting import Parked


class RetryQueue:
    """One partition in memory."""

    def __init__(self) -> None:
        self._messages: list[Message] = []
        self._next = 0

    def write(self, rows: Iterable[Parked]) -> None:
        """Append records."""
        self._messages += [(row.key, row.value, row.headers) for row in rows]

    def chunk(self) -> GivenChunk | None:
        """Everything that has not been read; None when there is nothing."""
        if not self._messages:
            return None
        taken, self._messages = self._messages, []
        first, self._next = self._next, self._next + len(taken)
        return GivenChunk(topics.RETRY, 0, taken, range(first, self._next))
