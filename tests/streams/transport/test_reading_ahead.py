"""Fetches read ahead: all that has come is handed over once, in order, and no more is read than may wait."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from streams.transport.faust_driver import Fetched
from streams.transport.reading_ahead import AHEAD, ReadingAhead

PATIENCE = 10.0


class Broker:
    """Answers that are there, one a fetch; then it has nothing more to say. Like a consumer it lives in a loop and thread of its own."""

    def __init__(self, answers: list[dict[str, list[int]]], then: Exception | None = None) -> None:
        self.answers, self.then, self.fetched = answers, then, 0
        self.asked_for: list[Any] = []
        self.idle = threading.Event()

    async def fetch(self, partitions: Any) -> dict[str, list[int]]:
        self.asked_for.append(partitions)
        if self.fetched < len(self.answers):
            self.fetched += 1
            return self.answers[self.fetched - 1]
        self.idle.set()
        if self.then is not None:
            raise self.then
        await asyncio.sleep(PATIENCE)
        return {}


@contextmanager
def another_thread() -> Iterator[asyncio.AbstractEventLoop]:
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        yield loop
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        for task in asyncio.all_tasks(loop):
            task.cancel()
        loop.run_until_complete(asyncio.sleep(0))
        loop.close()


async def all_of(reading: ReadingAhead, count: int) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    while sum(map(len, found.values())) < count:
        for partition, items in (await reading.take({"a"}, PATIENCE)).items():
            found.setdefault(partition, []).extend(items)
    return found


@settings(max_examples=25, deadline=None)
@given(st.lists(st.dictionaries(st.sampled_from("abc"), st.integers(1, 3), min_size=1), max_size=3 * AHEAD))
def test_what_has_come_is_handed_over_once_and_in_order(sizes: list[dict[str, int]]) -> None:
    numbers = {partition: iter(range(1_000)) for partition in "abc"}
    answers = [{p: [next(numbers[p]) for _ in range(n)] for p, n in size.items()} for size in sizes]
    count = sum(len(items) for answer in answers for items in answer.values())

    async def read(loop: asyncio.AbstractEventLoop) -> dict[str, list[int]]:
        reading = ReadingAhead(Broker(answers).fetch, loop, {"a"})
        found = await all_of(reading, count)
        reading.end()
        return found

    with another_thread() as loop:
        found = asyncio.run(read(loop))
    assert all(items == list(range(len(items))) for items in found.values())
    assert sum(map(len, found.values())) == count


def test_no_more_is_read_than_may_wait_until_some_is_taken() -> None:
    broker = Broker([{"a": [n]} for n in range(2 * AHEAD)])

    async def read(loop: asyncio.AbstractEventLoop) -> list[int]:
        reading = ReadingAhead(broker.fetch, loop, {"a"})
        until = asyncio.get_running_loop().time() + PATIENCE
        while broker.fetched < AHEAD and asyncio.get_running_loop().time() < until:
            await asyncio.sleep(0)
        for _ in range(100):  # the other loop goes round meanwhile
            await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(asyncio.sleep(0), loop))
        before = broker.fetched
        found = await all_of(reading, 2 * AHEAD)
        reading.end()
        return [before, len(found["a"])]

    with another_thread() as loop:
        assert asyncio.run(read(loop)) == [AHEAD, 2 * AHEAD]


def test_partitions_that_are_paused_are_not_asked_for_any_more() -> None:
    broker = Broker([{"a": [n]} for n in range(AHEAD)])

    async def read(loop: asyncio.AbstractEventLoop) -> None:
        reading = ReadingAhead(broker.fetch, loop, {"a", "b"})
        while broker.fetched < AHEAD:  # then it waits for room
            await asyncio.sleep(0)
        await all_of(reading, AHEAD)
        assert await asyncio.to_thread(broker.idle.wait, PATIENCE)
        reading.end()

    with another_thread() as loop:
        asyncio.run(read(loop))
    assert broker.asked_for == [{"a", "b"}] * AHEAD + [{"a"}]


def test_what_goes_wrong_is_said_after_what_came_before() -> None:
    async def read(loop: asyncio.AbstractEventLoop) -> None:
        reading = ReadingAhead(Broker([{"a": [1]}], then=ConnectionError("gone")).fetch, loop, {"a"})
        assert await all_of(reading, 1) == {"a": [1]}
        with pytest.raises(ConnectionError, match="gone"):
            await all_of(reading, 1)

    with another_thread() as loop:
        asyncio.run(read(loop))


def test_what_is_left_when_partitions_move_is_not_handed_over() -> None:
    broker = Broker([{"a": [1]}, {"a": [2]}])

    async def read(loop: asyncio.AbstractEventLoop) -> dict[str, list[int]]:
        reading = ReadingAhead(broker.fetch, loop, {"a"})
        while not broker.idle.is_set():
            await asyncio.sleep(0)
        reading.end()
        return await reading.take({"a"}, 0.01)

    with another_thread() as loop:
        assert asyncio.run(read(loop)) == {}


def test_fetches_that_go_on_where_the_last_one_ended_are_one_message() -> None:
    fetches = [Fetched(0, 3, ["x"], 1.0), Fetched(3, 4, [], 2.0), Fetched(4, 9, ["y"], 3.0), Fetched(2, 3, ["z"], 4.0)]
    assert list(fetches[0].followed_by(fetches[1:])) == [Fetched(0, 9, ["x", "y"], 1.0), Fetched(2, 3, ["z"], 4.0)]
