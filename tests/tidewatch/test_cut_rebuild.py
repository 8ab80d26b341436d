"""Promises of a desk whose rebuilding is cut off: wherever that was, the next one builds the whole desk once, and what came in between stays."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count
from typing import Any

import pytest
from redis.connection import AbstractConnection

from detectors.calendar import Calendar
from events.task import ResultCode
from sinks.desk import Desk, DeskDown
from sinks.desk.keys import Keys
from sinks.desk.notices import Notices
from sinks.desk.sessions import Sessions
from sinks.desk.store import EVENTS
from sinks.desk.subscriptions import Subscriptions
from tests.sinks.desk.conftest import ROSTER
from tests.sinks.desk.people import DAY, HOUR, Hours
from tests.tidewatch.keeping import stated, told
from tidewatch.house.keeper import DeskKeeper

ONE, TWO = (f"{number:032x}" for number in (1, 2))
LINE = {"at": HOUR, "who": "push", "action": "pushed", "note": "", "audience": "normal"}


class Killed(BaseException):
    """The end of a process: nothing catches it."""


@contextmanager
def killed(after: int, keeper: DeskKeeper) -> Iterator[None]:
    """Who uses Redis ends with the command (or pipeline of them) number `after`, which is not sent."""
    send: Any = AbstractConnection.send_packed_command
    left = iter(range(after))

    def sent(*command: Any, **said: Any) -> None:
        if next(left, None) is None:
            raise Killed
        send(*command, **said)

    with pytest.MonkeyPatch.context() as patch, suppress(Killed):
        patch.setattr(AbstractConnection, "send_packed_command", sent)
        yield
    keeper.desk.redis.connection_pool.disconnect()  # a process takes its connections with it


def anew(keeper: DeskKeeper) -> DeskKeeper:
    """A process that has just been started, in the same place."""
    desk = Desk(keeper.desk.redis, Hours())
    desk.put_roster(ROSTER, 0)
    return DeskKeeper(desk, keeper.warehouse, Calendar(), demo=True)


def worked(keeper: DeskKeeper) -> None:
    """Two days of a desk at which everything happened once, stored."""
    desk, notices = keeper.desk, Notices(keeper.desk.redis)
    notices.take(1, 1)  # push is set up
    stated(keeper, 1)
    stated(keeper, 2, severity="P2")
    stated(keeper, 3, severity="P3")
    stated(keeper, 4, 2 * HOUR)
    notices.receipt(notices.take(1, 1)[0], "gate", {**LINE, "object": ONE})
    desk.acknowledge(ONE, "RM1", 2 * HOUR)
    desk.snooze(ONE, "RM1", 2 * HOUR, 4 * HOUR, "明天")
    desk.comment(TWO, "RM1", 2 * HOUR, "去过了")
    desk.reassign(TWO, "TL1", 2 * HOUR, "RM2", "")
    desk.silence("C1", "OUT-02", DAY, "", "RM1", 2 * HOUR)
    _, kept = Keys(desk.redis).create("core", ["transactions"], "IT", 2 * HOUR)
    desk.audit("IT", "create key", kept["id"], json.dumps(kept), 2 * HOUR)
    desk.leave("RM2", "RM1", 3 * DAY, "RM2", 3 * HOUR)
    keeper.tick(DAY + 9 * HOUR)  # wakes, escalates, and says in the morning what has waited
    desk.close(ONE, "RM1", DAY + 10 * HOUR, ResultCode.LANDED, "好")
    keeper.store()


def everything(keeper: DeskKeeper) -> dict[str, Any]:
    """All of Redis but the places in streams. Of the news what they are about: to be told twice to look again does no harm."""
    redis = keeper.desk.redis
    read = {
        "string": redis.get, "hash": redis.hgetall, "set": redis.smembers, "list": lambda key: redis.lrange(key, 0, -1),
        "zset": lambda key: redis.zrange(key, 0, -1, withscores=True), "stream": lambda key: [said for _, said in redis.xrange(key)],
    }  # fmt: skip
    found = {key: read[redis.type(key)](key) for key in redis.scan_iter()}
    return {**found, EVENTS: {said["id"] for said in found[EVENTS]}}


def cut_anywhere(keeper: DeskKeeper, step: int) -> Iterator[int]:
    """Redis is emptied, something may happen, and the rebuilding is cut off after so many commands; then it is time to look at what the next one made."""
    for after in count(0, step):
        keeper.desk.redis.flushall()
        begun = anew(keeper)
        yield after
        with killed(after, keeper):
            begun.rebuild()
        if begun.desk.built():
            assert after > 40  # commands: it has been cut in many a place
            return
        again = anew(keeper)
        with killed(after // 2, keeper):
            again.rebuild()
        assert anew(keeper).rebuild()
        yield after


def test_a_rebuilding_that_was_cut_off_anywhere_is_done_again_from_nothing(keeper: DeskKeeper) -> None:
    keeper.desk.put_roster(ROSTER, 0)
    worked(keeper)
    keeper.desk.redis.flushall()
    anew(keeper).rebuild()
    whole, cuts = everything(keeper), cut_anywhere(keeper, 3)
    for _ in cuts:
        if next(cuts, None) is not None:
            assert everything(keeper) == whole


def test_what_came_before_the_rebuilding_and_is_known_to_redis_alone_outlives_every_cut(keeper: DeskKeeper) -> None:
    keeper.desk.put_roster(ROSTER, 0)
    worked(keeper)
    cuts, sessions = cut_anywhere(keeper, 13), Sessions(keeper.desk.redis, "secret")
    for after in cuts:
        alert_id = told(keeper, 100 + after)["alert_id"]
        keeper.desk.acknowledge(alert_id, "RM1", DAY)
        token = sessions.begin({"id": "RM1"})
        Subscriptions(keeper.desk.redis).put("RM1", {"endpoint": "https://push.example/1"})
        keeper.desk.silence(f"C{after}", None, 9 * DAY, "", "RM1", DAY)
        if next(cuts, None) is not None:
            assert [line["action"] for line in keeper.desk.history(alert_id)] == ["opened", "push", "acknowledge"]
            assert (keeper.desk.get(alert_id) or {})["state"] == "acked"
            assert (sessions.of(token), len(Subscriptions(keeper.desk.redis).of(["RM1"]))) == ({"id": "RM1"}, 1)
            assert f"C{after}" in {one["customer_id"] for one in keeper.desk.silences(DAY)}


def test_nothing_is_done_with_a_desk_that_is_built_by_half(keeper: DeskKeeper) -> None:
    keeper.desk.put_roster(ROSTER, 0)
    worked(keeper)
    keeper.desk.redis.flushall()
    begun = anew(keeper)
    with killed(20, keeper):
        begun.rebuild()
    assert begun.desk.get(ONE) is not None
    with pytest.raises(DeskDown, match="is being built"):
        begun.desk.acknowledge(ONE, "RM1", 3 * DAY)
    begun.desk.leave("RM1", "TL1", 4 * DAY, "RM1", 3 * DAY)
    assert begun.desk.put_roster(ROSTER, 3 * DAY) == 0
    anew(keeper).rebuild()
    assert begun.desk.put_roster(ROSTER, 3 * DAY) > 0


def test_a_redis_that_is_emptied_while_the_desk_is_built_is_not_taken_for_built(keeper: DeskKeeper) -> None:
    keeper.desk.put_roster(ROSTER, 0)
    worked(keeper)
    keeper.desk.redis.flushall()
    with pytest.raises(DeskDown, match="while the desk was built"):
        keeper.rebuild(beat=keeper.desk.redis.flushall)
    assert keeper.rebuild()
