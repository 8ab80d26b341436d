"""The live feed: history at once, then paced, in order."""

from __future__ import annotations

from itertools import islice

import pytest

from streams.simulate import live


def test_history_comes_without_waiting_and_the_day_is_paced() -> None:
    first = list(islice(live(1, 12, speed=480), 4_000))
    waits = [wait for wait, _, _ in first]
    begun = next(i for i, wait in enumerate(waits) if wait > 0)
    assert begun > 1_000
    assert sum(waits[begun:]) > 0
    assert {stream for _, stream, _ in first[:begun]} >= {"txn", "account", "customer", "contract"}


def test_records_arrive_in_the_order_of_their_time() -> None:
    times = [record.get("ingest_time") or record["event_time"] for _, _, record in islice(live(2, 12), 3_000)]
    assert times == sorted(times)


def test_a_working_day_takes_its_time_and_a_night_a_twentieth() -> None:
    seconds_of_a_day = (9.1 + 14.9 / 20) * 3_600
    felt, days = 0.0, set[str]()
    for wait, _, record in live(1, 12, speed=1.0):
        felt += wait
        if wait:
            days.add(str(record["event_time"])[:10])
        if len(days) == 6:
            break
    assert felt == pytest.approx(5 * seconds_of_a_day, rel=0.02)


def test_a_speed_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="speed must be positive"):
        next(live(1, 12, speed=0))
