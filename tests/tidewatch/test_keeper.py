"""Promises of the desk's keeper: what was lost with Redis comes back from the warehouse, names and all."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from events.alert import NotifyReason
from events.task import ResultCode
from sinks.desk import Roster
from sinks.desk.notices import Notices
from tests.sinks.desk.conftest import ROSTER
from tests.sinks.desk.people import DAY, HOUR
from tests.tidewatch.keeping import stated
from tests.tidewatch.test_rest import Clock
from tidewatch.house.keeper import REST, DeskKeeper
from tidewatch.house.rest import Rest


def rows(keeper: DeskKeeper) -> list[dict[str, Any]]:
    """What the desk knows of the three alerts, but for the undo window."""
    found = [keeper.desk.get(f"{number:032x}") for number in (1, 2, 3)]
    return [{name: value for name, value in (row or {}).items() if name != "undo_until"} for row in found]


def test_a_roster_that_takes_long_to_read_is_read_more_rarely(
    keeper: DeskKeeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock, reads = Clock(), list[float]()

    def three_seconds(day: date) -> Roster:
        reads.append(clock.now)
        clock.now += 3
        return ROSTER

    monkeypatch.setattr(keeper, "_rest", Rest(REST, 5, clock))
    monkeypatch.setattr(keeper._rosters, "of", three_seconds)
    keeper.desk.put_roster(ROSTER, 0)
    for _ in range(60):
        keeper.look(HOUR)
        clock.now += 1
    assert reads == [100, 128, 156]  # 3 s of work, 24 of rest, and the next whole second


def test_a_flushed_redis_is_built_again_from_the_warehouse(keeper: DeskKeeper) -> None:
    for number in (1, 2, 3):
        stated(keeper, number)
    keeper.desk.acknowledge(f"{1:032x}", "RM1", 2 * HOUR)
    keeper.desk.close(f"{2:032x}", "RM1", 3 * HOUR, ResultCode.LANDED, "好")
    keeper.store()
    before = rows(keeper)
    keeper.desk.redis.flushall()
    assert keeper.rebuild()
    assert rows(keeper) == before
    assert {row["customer_name"] for row in before} == {"西湖智造"}
    assert not keeper.rebuild()


def test_what_was_still_to_be_pushed_when_redis_was_lost_is_pushed_and_nothing_twice(keeper: DeskKeeper) -> None:
    keeper.desk.put_roster(ROSTER, 0)
    notices = Notices(keeper.desk.redis)
    notices.take(1, 1)  # push is set up
    for number in (1, 2):
        stated(keeper, number)
    sent, unsent = notices.take(10, 1)
    notices.receipt(sent, "gate", {"at": HOUR, "who": "push", "action": "pushed", "object": sent.alerts[0], "note": "", "audience": "normal"})  # fmt: skip
    keeper.store()
    keeper.desk.redis.flushall()
    keeper.rebuild()
    pusher = Notices(keeper.desk.redis)  # it was started anew meanwhile
    assert [(one.id, pusher.sent(one.id, ["gate"])) for one in pusher.take(10, 1)] == [
        (sent.id, {"gate"}),
        (unsent.id, set()),
    ]


def test_what_was_pushed_by_a_clock_that_was_a_day_behind_is_not_pushed_again(keeper: DeskKeeper) -> None:
    keeper.desk.put_roster(ROSTER, 0)
    notices = Notices(keeper.desk.redis)
    notices.take(1, 1)  # push is set up
    stated(keeper, 1, 3 * DAY)
    (sent,) = notices.take(10, 1)
    notices.receipt(sent, "gate", {"at": HOUR, "who": "push", "action": "pushed", "object": sent.alerts[0], "note": "", "audience": "normal"})  # fmt: skip
    keeper.store()
    keeper.desk.redis.flushall()
    keeper.rebuild()
    pusher = Notices(keeper.desk.redis)
    assert [pusher.sent(one.id, ["gate"]) for one in pusher.take(10, 1)] == [{"gate"}]


def test_what_was_too_old_to_push_when_redis_was_lost_is_given_for_the_record(keeper: DeskKeeper) -> None:
    keeper.desk.put_roster(ROSTER, 0)
    stated(keeper, 1)  # before push was set up, of no concern to it
    notices = Notices(keeper.desk.redis)
    notices.take(1, 1)
    stated(keeper, 2)
    (unsent,) = notices.take(10, 1)
    stated(keeper, 3, 3 * DAY)
    keeper.store()
    keeper.desk.redis.flushall()
    keeper.rebuild()
    given = [one.alerts[0] for one in Notices(keeper.desk.redis).take(10, 1)]
    assert given == [unsent.alerts[0], f"{3:032x}"]


def test_what_is_told_between_a_loss_of_redis_and_its_rebuilding_reaches_a_pusher_that_starts_in_between(
    keeper: DeskKeeper,
) -> None:
    keeper.desk.put_roster(ROSTER, 0)
    Notices(keeper.desk.redis).take(1, 1)  # push is set up
    keeper.store()
    keeper.desk.redis.flushall()
    stated(keeper, 1)
    pusher = Notices(keeper.desk.redis)
    pusher.take(1, 1)
    keeper.rebuild()
    assert [one.alerts for one in pusher.take(10, 1)] == [(f"{1:032x}",)]


def test_a_lost_redis_neither_loses_nor_repeats_what_waits_for_the_morning(keeper: DeskKeeper) -> None:
    keeper.desk.put_roster(ROSTER, 0)
    Notices(keeper.desk.redis).take(1, 1)  # push is set up
    stated(keeper, 1, 10 * HOUR, severity="P3")
    keeper.tick(DAY + 9 * HOUR)
    stated(keeper, 2, DAY + 10 * HOUR, severity="P3")
    keeper.store()
    keeper.desk.redis.flushall()
    keeper.rebuild()
    for now in (DAY + 11 * HOUR, 2 * DAY + 9 * HOUR):
        keeper.tick(now)
    told = Notices(keeper.desk.redis).take(10, 1)
    assert [one.alerts for one in told if one.why is NotifyReason.DIGEST] == [(f"{1:032x}",), (f"{2:032x}",)]


def test_the_days_pushes_are_counted_though_redis_was_lost(keeper: DeskKeeper) -> None:
    keeper.desk.put_roster(ROSTER, 0)
    for number in (1, 2):
        stated(keeper, number, 10 * HOUR, severity="P2")
    keeper.store()
    keeper.desk.redis.flushall()
    keeper.rebuild()
    stated(keeper, 3, 11 * HOUR, severity="P2")
    assert (keeper.desk.get(f"{3:032x}") or {})["held_by"] == "BUDGET"


def test_steps_that_the_warehouse_did_not_take_are_kept(keeper: DeskKeeper, monkeypatch: pytest.MonkeyPatch) -> None:
    stated(keeper, 1)
    keeper.desk.acknowledge(f"{1:032x}", "RM1", 2 * HOUR)
    monkeypatch.setattr(keeper.warehouse, "_append", lambda table, rows: (_ for _ in ()).throw(ConnectionError(table)))
    with pytest.raises(ConnectionError):
        keeper.store()
    monkeypatch.undo()
    heard: list[str] = []
    keeper.store(lambda steps: heard.extend(step["action"] for step in steps))
    assert heard == ["push", "acknowledge"]
