"""Promises of the process that pushes: one pushes at a time, the next takes over, and a push that was decided meanwhile is not lost."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from sinks.desk import Desk
from sinks.push import Pusher
from tests.api.conftest import wait
from tests.sinks.desk.conftest import desk, server
from tests.sinks.desk.people import HOUR, alert
from tests.sinks.push.other_side import OtherSide
from tests.sinks.push.test_pusher import lane
from tidewatch.server.lease import PUSH, Lease
from tidewatch.server.pushing import push_until

__all__ = ["desk", "server"]


@pytest.fixture
def other() -> Iterator[OtherSide]:
    made = OtherSide()
    yield made
    made.stop()


def pushing(desk: Desk, other: OtherSide) -> tuple[threading.Event, threading.Thread]:
    stop = threading.Event()
    pusher = Pusher(desk, [lane(other)], lambda: desk.roster, lambda: HOUR, "https://tw")
    given = (stop.is_set, pusher, Lease(desk.redis, 10, PUSH), lambda: None)
    thread = threading.Thread(target=push_until, args=given, daemon=True)
    thread.start()
    return stop, thread


def test_the_second_takes_over_when_the_first_ends(desk: Desk, other: OtherSide) -> None:
    first, second = pushing(desk, other), pushing(desk, other)
    wait(lambda: bool(desk.redis.exists("tidewatch:notices")))
    for number, (stop, thread) in enumerate((first, second), 1):
        desk.take(alert(number), "西湖智造", 1, HOUR)
        wait(lambda number=number: len(other.heard) == number)  # type: ignore[misc]
        stop.set()
        thread.join(20)
    assert len({one.headers["Idempotency-Key"] for one in other.heard}) == 2
