"""Fetches are at hand when the agents have time for the next ones, instead of being asked for then.

    consumer's thread: fetch → fetch → …  →  answers  →  event loop of the agents: all that has come since the last time

Faust asks its consumer's thread for each answer and hears it when its event loop comes round: what had come meanwhile waits for one round to be
asked for and for another to be handed over, and a round is a take and some steps, tens of milliseconds.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

AHEAD = 4  # answers that may wait; then the broker keeps the rest
PAUSE_SECONDS = 0.005  # between two fetches: each costs the interpreter a millisecond, whatever it brings

Answer = Mapping[Any, list[Any]]  # partition → what it brought
Fetch = Callable[[Any], Awaitable[Answer]]  # of these partitions


class ReadingAhead:
    """From an assignment of partitions to the next rebalance. `fetch` runs in `loop`, the consumer's thread's; all else in the agents' own."""

    def __init__(self, fetch: Fetch, loop: asyncio.AbstractEventLoop, partitions: Any) -> None:
        self._fetch, self._partitions = fetch, partitions
        self._answers: deque[Answer] = deque()
        self._error: Exception | None = None
        self._ended = False
        self._home = asyncio.get_running_loop()
        self._has_come, self._has_room = asyncio.Event(), asyncio.Event()
        self._loop = loop
        self._reading = asyncio.run_coroutine_threadsafe(self._read(), loop)

    async def take(self, partitions: Any, timeout: float) -> dict[Any, list[Any]]:
        """All that has come; waits for it when there is nothing, at most `timeout` seconds. Raises what `fetch` has raised."""
        self._partitions = partitions
        if not self._answers and self._error is None:
            await self._wait(timeout)
        taken: dict[Any, list[Any]] = {}
        while self._answers and not self._ended:
            for partition, items in self._answers.popleft().items():
                taken.setdefault(partition, []).extend(items)
        self._loop.call_soon_threadsafe(self._has_room.set)
        if not taken and self._error is not None:
            raise self._error
        return taken

    async def _wait(self, timeout: float) -> None:
        self._has_come.clear()
        try:
            async with asyncio.timeout(timeout):
                await self._has_come.wait()
        except TimeoutError:
            pass

    def end(self) -> None:
        """What has not been taken is not ours any more."""
        self._ended = True
        self._reading.cancel()
        self._has_come.set()

    async def _read(self) -> None:
        try:
            while True:
                answer = await self._fetch(self._partitions)
                if answer:
                    self._answers.append(answer)
                    self._home.call_soon_threadsafe(self._has_come.set)
                if len(self._answers) >= AHEAD:
                    self._has_room.clear()
                    await self._has_room.wait()
                await asyncio.sleep(PAUSE_SECONDS)
        except Exception as error:
            self._error = error
            self._home.call_soon_threadsafe(self._has_come.set)
