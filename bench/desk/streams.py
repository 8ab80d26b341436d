"""Live streams: many open on one API process, an RM's each; an alert's time from before it is stated until a reader has it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any

from bench.desk.bank import RMS, Bank, alert
from bench.desk.calls import row as line

BUDGET_MS = 500
EVERY_SECONDS = 0.1
OPENED_AT_ONCE = 100
PATIENCE_SECONDS = 60.0
FIRST = 10**9  # numbers of these alerts, apart from the tasks'
STAMP = b'"object_id":"t'


def tokens(bank: Bank, count: int) -> list[str]:
    """So many sessions, spread over the RMs."""
    return [bank.token(f"RM{n % RMS}") for n in range(count)]


def row(
    bank: Bank, count: int, alerts: int, send: Callable[[Callable[[], None] | None], list[float]]
) -> dict[str, Any]:
    """A line of the table; fails when an alert did not reach every stream that it is for."""
    used = list[float]()

    def state() -> None:
        before = bank.cpu_seconds()
        _state(bank, alerts)
        used.append(bank.cpu_seconds() - before)

    spent = send(state)
    expected = _deliveries(alerts, count)
    if len(spent) < expected:
        raise RuntimeError(f"{len(spent)} of {expected} deliveries arrived")
    return line(
        f"alert to stream, {count:,} open streams",
        BUDGET_MS,
        [seconds * 1000 for seconds in spent],
        used[0],
    )


def _deliveries(alerts: int, count: int) -> int:
    return sum(len(range(number % RMS, count, RMS)) for number in range(alerts))


def _state(bank: Bank, alerts: int) -> None:
    for number in range(alerts):
        stamped = alert(FIRST + number, bank.at) | {"object_id": f"t{time.time()!r}"}
        bank.desk.take(stamped, "西湖智造", 1, bank.at)
        time.sleep(EVERY_SECONDS)


def read(port: int, sessions: list[str], alerts: int, to: Connection) -> None:
    """In another process: every stream read to the end; the seconds that each delivery took."""
    asyncio.run(_readers(port, sessions, alerts, to))


async def _readers(port: int, sessions: list[str], alerts: int, to: Connection) -> None:
    spent: list[float] = []
    turn = asyncio.Semaphore(OPENED_AT_ONCE)
    opened = [asyncio.Event() for _ in sessions]
    readers = [
        asyncio.create_task(_reader(port, token, turn, is_open, spent))
        for token, is_open in zip(sessions, opened, strict=True)
    ]
    for is_open in opened:
        await is_open.wait()
    to.send("ready")
    wanted, until = _deliveries(alerts, len(sessions)), time.monotonic() + alerts * EVERY_SECONDS * 2 + PATIENCE_SECONDS
    while len(spent) < wanted and time.monotonic() < until:
        await asyncio.sleep(0.2)
    to.send(spent)
    for reader in readers:
        reader.cancel()


async def _reader(port: int, token: str, turn: asyncio.Semaphore, is_open: asyncio.Event, spent: list[float]) -> None:
    async with turn:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        asked = f"GET /v1/inbox/stream HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: tidewatch={token}\r\n\r\n"
        writer.write(asked.encode())
        while not (await reader.readline()).startswith(b"retry"):
            pass
        is_open.set()
    while said := await reader.readline():
        if said.startswith(b"data: {") and STAMP in said:
            spent.append(time.time() - float(said.split(STAMP)[1].split(b'"')[0]))
