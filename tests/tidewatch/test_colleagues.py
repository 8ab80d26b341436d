"""The simulated bank's people: the past is worked off, the present is left to whoever signs in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sinks.desk import Desk, EmbeddedRedis, Wanted
from tests.sinks.desk.conftest import ROSTER
from tests.sinks.desk.people import DAY, RM1, Hours, alert
from tidewatch.house.colleagues import Colleagues

PRESENT = 20 * DAY


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    redis = EmbeddedRedis(tmp_path)
    found = Desk(redis.client, Hours())
    found.put_roster(ROSTER, 0)
    yield found
    redis.close()


def tell(desk: Desk, people: Colleagues, number: int, at: int, due: int, **changed: Any) -> None:
    row = alert(number, first_fact_time=at, last_fact_time=at, last_update=at, due_at=due, **changed)
    desk.take(row, "甲公司", number, at)
    people.see(row)


def test_alerts_of_the_past_are_closed_most_of_them_in_time(desk: Desk) -> None:
    people = Colleagues(desk, PRESENT)
    for number in range(1, 101):
        tell(desk, people, number * 7_919, number * DAY // 10, number * DAY // 10 + DAY)
    tell(desk, people, 999_999, PRESENT, PRESENT + DAY)
    done, _ = desk.inbox(RM1, Wanted("done", None, None, ""), None, 200)
    late = [one for one in done if one["closed_at"] > one["due_at"]]
    assert len(done) == 100
    assert len(late) < 25


def test_a_case_of_the_aml_desk_is_still_open(desk: Desk) -> None:
    people = Colleagues(desk, PRESENT)
    tell(desk, people, 1, DAY, 2 * DAY, audience="aml", recipients=["AML"])
    tell(desk, people, 2, 10 * DAY, 11 * DAY)
    row = desk.get(f"{1:032x}")
    assert row is not None
    assert row["state"] == "open"


def test_an_alert_of_the_present_waits(desk: Desk) -> None:
    people = Colleagues(desk, PRESENT)
    tell(desk, people, 1, PRESENT + 1, PRESENT + DAY)
    tell(desk, people, 2, PRESENT + 9 * DAY, PRESENT + 10 * DAY)
    waiting, _ = desk.inbox(RM1, Wanted("live", None, None, ""), None, 10)
    assert len(waiting) == 2
