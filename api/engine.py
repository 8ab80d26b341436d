"""The engine as the API sees it: a front door that the composition root opens."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

Record = tuple[bytes | None, bytes | None, dict[str, str]]


class EngineDown(ConnectionError):
    """Records cannot be taken now: nothing is promised of this call's, sending them again changes nothing."""


class Backpressure(RuntimeError):
    """More is waiting than may wait: nothing was taken, send it again after so many seconds."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(f"too much is waiting; again in {retry_after} s")
        self.retry_after = retry_after


class Engine(Protocol):
    """The engine's front door. Calls may block for some milliseconds; none waits for detection. Raises EngineDown."""

    @property
    def clock(self) -> int:
        """The bank's present moment, epoch ms."""

    def accept(self, stream: str, records: Sequence[Record]) -> int:
        """Records on their way: durable when this returns; the offset of the first. Raises Backpressure."""

    def operations(self) -> dict[str, Any]:
        """What the operator's page shows of sources and shards."""

    def dead_letters(self, reason: str | None, after: int, limit: int) -> list[dict[str, Any]]:
        """Records that could not be taken, newest first."""

    def reasons(self) -> dict[str, int]:
        """How many of them nobody has sent again, by reason."""

    def requeue(self, number: int, record: bytes | None = None) -> bool:
        """Send one again; False when there is none of that number."""
