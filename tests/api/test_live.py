"""The inbox live: what changes is on its way at once, resumes without a gap, and comes to nobody else."""

from __future__ import annotations

import asyncio
import itertools
import json
from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import replace

import pytest

from api.inbox.live import Live
from sinks.desk import Scope
from tests.sinks.desk.people import alert
from tidewatch.house.house import House

pytestmark = pytest.mark.xdist_group("house")

NORMAL = frozenset({"normal"})


@pytest.fixture
def scope(house: House) -> Scope:
    return Scope(f"owner:{next(iter(house.roster().owners.values()))[0]}", NORMAL)


@pytest.fixture
async def live(house: House) -> AsyncIterator[Live]:
    made = Live(house.services())
    yield made
    await asyncio.to_thread(made.stop)


def state(house: House, number: int, version: int) -> None:
    customer = next(iter(house.roster().owners))
    now = house.services().engine.clock
    house.desk.take(
        alert(number + 0xABC000, customer_id=customer, first_fact_time=now, last_fact_time=now), "x", version, now
    )


def ids(packet: str) -> list[int]:
    """The alerts that a packet speaks of."""
    lines = [line.removeprefix("data: ") for line in packet.splitlines() if line.startswith('data: {"alert_id"')]
    return [int(json.loads(line)["alert_id"], 16) - 0xABC000 for line in lines]


async def next_of(stream: AsyncIterator[str]) -> str:
    return await asyncio.wait_for(anext(stream), 10)


async def test_what_changes_comes_to_its_reader_with_the_counts_and_to_nobody_else(
    live: Live, house: House, scope: Scope
) -> None:
    other = Scope("owner:nobody", NORMAL)
    async with (
        aclosing(live.stream(scope, None, 5, lambda: True)) as mine,
        aclosing(live.stream(other, None, 0.3, lambda: True)) as theirs,
    ):
        assert [await next_of(one) for one in (mine, theirs)] == ["retry: 2000\n\n"] * 2
        beat = asyncio.create_task(next_of(theirs))
        waiting = asyncio.create_task(next_of(mine))
        await asyncio.sleep(0.1)
        await asyncio.to_thread(state, house, 1, 1)
        packet = await waiting
        assert ids(packet) == [1]
        assert "event: counts" in packet
        assert await beat == ": beat\n\n"


async def test_who_has_an_alert_no_more_is_told_that_it_is_gone_and_may_take_that_back(
    live: Live, house: House, scope: Scope
) -> None:
    mine = scope.box.removeprefix("owner:")
    other = next(owned[0] for owned in house.roster().owners.values() if owned[0] != mine)
    await asyncio.to_thread(state, house, 7, 1)
    name, now = f"{7 + 0xABC000:032x}", house.services().engine.clock
    async with aclosing(live.stream(scope, None, 5, lambda: True)) as stream:
        await next_of(stream)
        waiting = asyncio.create_task(next_of(stream))
        await asyncio.sleep(0.1)
        await asyncio.to_thread(house.desk.reassign, name, mine, now, other, "")
        assert f'event: gone\ndata: {{"alert_id":"{name}"}}' in await waiting
        assert house.desk.undoer(name) == mine
        await asyncio.to_thread(house.desk.undo, name, mine, now)
        assert ids(await next_of(stream)) == [7]


class Boxes(tuple[str, ...]):
    """Boxes of a change that nobody may be compared with: of eight thousand readers it is for a few."""

    def __contains__(self, box: object) -> bool:
        raise AssertionError(f"{box} was compared")


def test_a_change_is_handed_to_its_own_boxes_readers_without_looking_at_the_others(
    live: Live, house: House, scope: Scope
) -> None:
    state(house, 9, 1)
    (change,) = [
        one for one in house.desk.changes(scope, "0-0")[1] if one.row["alert_id"] == alert(0xABC009)["alert_id"]
    ]
    others = [Scope(f"owner:{number}", NORMAL) for number in range(9)]
    packets = live.packets([replace(change, boxes=Boxes(change.boxes))], [*others, scope])
    assert [(reader, ids(text)) for reader, text in packets.items()] == [(scope, [9])]


async def test_a_reader_that_was_away_gets_what_it_missed_row_by_row(live: Live, house: House, scope: Scope) -> None:
    since = house.desk.last_event()
    for number in (2, 3):
        state(house, number, 1)
    async with aclosing(live.stream(scope, since, 5, lambda: True)) as mine:
        await next_of(mine)
        packet = await next_of(mine)
    assert ids(packet) == [2, 3]
    after_first = packet.split("id: ")[1].split("\n")[0]
    async with aclosing(live.stream(scope, after_first, 5, lambda: True)) as mine:
        await next_of(mine)
        assert ids(await next_of(mine)) == [3]


async def test_a_place_that_is_no_longer_kept_says_load_anew(live: Live, scope: Scope) -> None:
    async with aclosing(live.stream(scope, "1-0", 5, lambda: True)) as mine:
        await next_of(mine)
        assert (await next_of(mine)).startswith("event: reset")


async def test_the_banks_clock_is_told_when_a_minute_has_passed_and_no_alert_has_moved(
    live: Live, scope: Scope, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = type(live._parts.engine)
    start, passed = live._parts.engine.clock, itertools.count()
    monkeypatch.setattr(engine, "clock", property(lambda _: start + next(passed) * 20_000))
    async with aclosing(live.stream(scope, None, 30, lambda: True)) as mine:
        await next_of(mine)
        packet = await next_of(mine)
    kind, data = packet.strip().split("\ndata: ")
    assert (kind, int(data) >= start + 60_000) == ("event: clock", True)


async def test_a_stream_ends_with_its_session(live: Live, scope: Scope) -> None:
    async with aclosing(live.stream(scope, None, 0.1, lambda: False)) as mine:
        await next_of(mine)
        with pytest.raises(StopAsyncIteration):
            await next_of(mine)
    assert live.open == 0
