"""What every channel is: it takes one message and says whether it arrived.

RuntimeError ─┬─ Later           the other side is away or asks us to slow down: the same message again, after a while
              └─ Undeliverable   the other side refuses this message: never again
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass

from events.alert import NotifyReason


class Later(RuntimeError):
    """Not now. `retry_after`: seconds that the other side asked for; None leaves it to the caller."""

    def __init__(self, detail: str, retry_after: float | None = None) -> None:
        super().__init__(detail)
        self.retry_after = retry_after


class Undeliverable(RuntimeError):
    """Never. `code` is one word for the books, `detail` a sentence without anybody's name."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(f"{code}: {detail}")
        self.code, self.detail = code, detail


@dataclass(frozen=True)
class Message:
    """One notice for some people. `id` is derived: the same however often it is sent, so that the other side can tell a repeat.

    `title` and `text` are masked; `link` leads to the page, which asks who is there. `at` is the bank's time, epoch ms.
    """

    id: str
    to: tuple[str, ...]
    why: NotifyReason
    severity: str
    title: str
    text: str
    link: str
    at: int


class Channel(ABC):
    """One way out. Called by one thread; may block for some seconds, never for ever."""

    @abstractmethod
    def send(self, message: Message) -> None:
        """Returns when the other side has taken the message, which does not mean that anybody has read it. Raises Later, Undeliverable."""

    def close(self) -> None:  # noqa: B027  # most have nothing to let go of
        """Let go of connections."""
