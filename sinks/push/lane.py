"""One channel and the messages that wait for it, in order, in a thread of its own: a host that is away holds up nobody else's."""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass

from sinks.push.channel import Channel, Later, Message, Undeliverable

log = logging.getLogger(__name__)

FIRST_WAIT, LONGEST_WAIT = 1.0, 60.0  # seconds between tries, doubled each time
GIVE_UP_SECONDS = 3600.0
DELIVERED, GAVE_UP = "DELIVERED", "GAVE_UP"

Done = Callable[[Message, str], None]  # a message and how it ended: DELIVERED, GAVE_UP, or the refusal's code


@dataclass(frozen=True)
class Audience:
    """Whom a channel is for: people of these organisations and below (None: everybody's), these severities."""

    orgs: frozenset[str] | None
    severities: frozenset[str]

    def fits(self, chain: Collection[str], severity: str) -> bool:
        """Whether somebody whose organisations these are, from their own upwards, is told of it here."""
        return severity in self.severities and (self.orgs is None or not self.orgs.isdisjoint(chain))


class Lane:
    """`put` returns at once; `done` is called in the lane's thread, once for each message."""

    def __init__(
        self, name: str, channel: Channel, audience: Audience, first_wait: float = FIRST_WAIT,
        give_up_seconds: float = GIVE_UP_SECONDS,
    ) -> None:  # fmt: skip
        self.name, self.audience = name, audience
        self._channel, self._first_wait, self._give_up = channel, first_wait, give_up_seconds
        self._waiting: queue.SimpleQueue[tuple[Message, Done] | None] = queue.SimpleQueue()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"push {name}", daemon=True)
        self._thread.start()

    def put(self, message: Message, done: Done) -> None:
        """Send it after those before it."""
        self._waiting.put((message, done))

    def close(self) -> None:
        """End; what has not been sent has no `done`."""
        self._stop.set()
        self._waiting.put(None)
        self._thread.join(timeout=10)
        self._channel.close()

    def _run(self) -> None:
        while (one := self._waiting.get()) is not None and not self._stop.is_set():
            message, done = one
            ended = self._sent(message)
            if ended is not None:
                done(message, ended)

    def _sent(self, message: Message) -> str | None:
        """How it ended; None when told to stop before."""
        wait, until = self._first_wait, time.monotonic() + self._give_up
        while True:
            try:
                self._channel.send(message)
                return DELIVERED
            except Undeliverable as why:
                log.warning("push %s, notice %s: %s", self.name, message.id, why)
                return why.code
            except Later as why:
                pause = why.retry_after if why.retry_after is not None else wait
                log.warning("push %s, notice %s: %s; again in %.0f s", self.name, message.id, why, pause)
            if time.monotonic() + pause > until:
                return GAVE_UP
            if self._stop.wait(pause):
                return None
            wait = min(2 * wait, LONGEST_WAIT)
