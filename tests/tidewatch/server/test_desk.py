"""Promises of the desk process: alerts reach people once, and nothing is lost with Redis or with the process itself."""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NoReturn

import polars as pl
import pytest

from events import topics
from sinks.desk import EmbeddedRedis
from sinks.warehouse import EmbeddedWarehouse, WarehouseDown
from tests.tidewatch.server.parts import HOUR, Place, wait
from tidewatch.server.lease import DESK, Lease

pytestmark = pytest.mark.xdist_group("desk")


class Away:
    """A warehouse that is away when it is asked for people, and how often it was asked."""

    asked = 0

    def __call__(self, *_: object) -> NoReturn:
        self.asked += 1
        raise WarehouseDown("away")


def away_for_now(*_: object) -> NoReturn:
    """What a warehouse says that does not answer."""
    raise WarehouseDown("away")


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedWarehouse]:
    made = EmbeddedWarehouse(tmp_path_factory.mktemp("warehouse"))
    yield made
    made.close()


@pytest.fixture
def place(warehouse: EmbeddedWarehouse) -> Iterator[Place]:
    with tempfile.TemporaryDirectory(prefix="tw") as folder:  # short: a unix socket lies in it
        made = Place(Path(folder), warehouse)
        yield made
        made.close()


def test_an_alert_reaches_the_desk_and_the_warehouse_by_its_highest_version(place: Place) -> None:
    place.start()
    for version, severity in ((1, "P2"), (3, "P1"), (2, "P3")):  # a worker that died repeats what it had said
        place.say(topics.ALERTS, 1, version, severity=severity)
    wait(lambda: place.stored("alert") == 1 and (place.row(1) or {}).get("version") == 3)
    row = place.row(1)
    assert row is not None
    assert (row["severity"], row["customer_name"]) == ("P1", "西湖智造")


def test_an_alert_does_not_wait_for_a_warehouse_that_is_slow_to_store(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    storing, stored = threading.Event(), threading.Event()
    insert = place.warehouse.insert

    def slow(table: str, rows: pl.DataFrame) -> None:
        if table == "alert":
            storing.set()
            assert stored.wait(60)
        insert(table, rows)

    monkeypatch.setattr(place.warehouse, "insert", slow)
    place.start()
    place.say(topics.ALERTS, 71)
    assert storing.wait(60)
    place.say(topics.ALERTS, 72)
    wait(lambda: place.row(72))
    stored.set()


def test_aml_has_a_box_of_its_own(place: Place) -> None:
    place.start()
    place.say(topics.ALERTS_AML, 1, audience="aml", recipients=["AML"])
    wait(lambda: place.row(1))
    assert (place.row(1) or {})["boxes"] == ["role:AML"]


def test_steps_are_published_and_stored_aml_apart(place: Place) -> None:
    place.start()
    place.say(topics.ALERTS, 1)
    place.say(topics.ALERTS_AML, 2, audience="aml", recipients=["AML"])
    wait(lambda: place.row(1) and place.row(2))
    for number in (1, 2):
        place.desk.acknowledge(f"{number:032x}", "RM1", 2 * HOUR)
    wait(lambda: place.stored("task_event") >= 2)
    place.end()
    assert [set(place.heard(topic, "alert_id")) for topic in (topics.TASKS, topics.TASKS_AML)] == [
        {f"{1:032x}"},
        {f"{2:032x}"},
    ]


def test_a_flushed_redis_is_built_again_while_the_desk_works(place: Place) -> None:
    place.start()
    place.say(topics.ALERTS, 1)
    wait(lambda: place.row(1))
    place.desk.acknowledge(f"{1:032x}", "RM1", 2 * HOUR)
    wait(lambda: place.stored("task_event") >= 1 and place.stored("alert") == 1)
    place.redis.client.flushall()
    place.say(topics.ALERTS, 2)
    wait(lambda: place.row(1) and place.row(2))
    assert [(place.row(number) or {})["state"] for number in (1, 2)] == ["acked", "open"]


class Held:
    """A method that says when it is called, and waits until it may go on."""

    def __init__(self, method: Callable[..., Any]) -> None:
        self.begun, self.may, self._method = threading.Event(), threading.Event(), method

    def __call__(self, *given: Any) -> Any:
        self.begun.set()
        assert self.may.wait(60)
        return self._method(*given)


def test_nothing_falls_due_while_the_desk_is_rebuilt(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    process, ticked = place.start(), threading.Event()
    wait(lambda: place.redis.client.exists("tidewatch:built"))
    rebuild = Held(process.keeper.rebuild)
    monkeypatch.setattr(process.keeper, "rebuild", rebuild)
    place.redis.client.flushall()
    assert rebuild.begun.wait(60)
    monkeypatch.setattr(process.keeper, "tick", lambda now: ticked.set())
    stores = threading.Thread(target=process._stores)
    stores.start()
    stores.join(1.0)
    assert (stores.is_alive(), ticked.is_set()) == (True, False)
    rebuild.may.set()
    stores.join(60)
    assert ticked.is_set()


def test_the_desk_is_not_rebuilt_while_something_falls_due(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    process, rebuilt = place.start(), threading.Event()
    wait(lambda: place.redis.client.exists("tidewatch:built"))
    tick, rebuild = Held(process.keeper.tick), process.keeper.rebuild

    def rebuilding(*given: Any) -> None:
        rebuild(*given)
        rebuilt.set()

    monkeypatch.setattr(process.keeper, "rebuild", rebuilding)
    monkeypatch.setattr(process.keeper, "tick", tick)
    assert tick.begun.wait(60)
    place.redis.client.flushall()
    assert not rebuilt.wait(1.0)
    tick.may.set()
    assert rebuilt.wait(60)


def test_the_lease_is_renewed_in_the_midst_of_a_rebuilding(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    process, left = place.start(), list[int]()
    place.say(topics.ALERTS, 1)
    wait(lambda: place.stored("alert") == 1)
    rebuild, redis = process.keeper.rebuild, place.redis.client

    def short_of_time(*given: Any) -> bool:
        redis.pexpire(DESK, 500)
        done = rebuild(*given)
        left.append(int(redis.pttl(DESK)))
        return done

    monkeypatch.setattr(process.keeper, "rebuild", short_of_time)
    redis.flushall()
    wait(lambda: left)
    assert left[0] > 5_000


def test_who_was_told_of_what_was_not_stored_when_redis_was_emptied_is_told_again(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.start()
    wait(lambda: place.redis.client.exists("tidewatch:built"))
    with monkeypatch.context() as away:
        away.setattr(place.warehouse, "insert", away_for_now)
        place.say(topics.ALERTS, 1)
        wait(lambda: place.row(1))
        place.redis.client.flushall()
    wait(lambda: place.row(1) and place.stored("alert") == 1)
    assert [said["why"] for _, said in place.desk.redis.xrange("tidewatch:notices")] == ["OPENED"]


def test_alerts_wait_in_kafka_while_redis_is_away(place: Place) -> None:
    place.start()
    wait(lambda: place.redis.client.exists("tidewatch:built"))
    place.redis.close()
    for number in (1, 2, 3):
        place.say(topics.ALERTS, number)
    place.redis = EmbeddedRedis(place.folder / "redis")
    wait(lambda: all(place.row(number) for number in (1, 2, 3)))


def test_what_a_dead_desk_had_not_stored_is_read_again(place: Place) -> None:
    place.start()
    place.say(topics.ALERTS, 1)
    wait(lambda: place.stored("alert") == 1)
    place.end()
    place.say(topics.ALERTS, 2)
    process = place.start()
    wait(lambda: place.row(2))
    place.end()
    assert place.stored("alert") == 2
    assert process.take() == 0


def test_nobody_is_told_before_it_is_known_who_works_here(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    place.start()
    wait(lambda: place.redis.client.exists("tidewatch:built"))
    place.end()
    place.say(topics.ALERTS, 1)
    away = Away()
    with monkeypatch.context() as patched:
        patched.setattr("tidewatch.house.people.read_roster", away)
        place.start()
        wait(lambda: away.asked > 1)  # it goes on asking, and does nothing else
        assert place.row(1) is None
    wait(lambda: place.row(1))


def test_only_one_desk_works_at_a_time(place: Place) -> None:
    first, second = (Lease(place.redis.client, 5) for _ in range(2))
    assert (first.hold(), second.hold(), first.hold()) == (True, False, True)
    first.release()
    assert (second.hold(), first.hold()) == (True, False)
    place.redis.client.flushall()
    assert second.hold()
