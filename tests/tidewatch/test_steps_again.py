"""A promise of steps that are done again when Redis was lost: every alert is what it was and lies where it lay, undone and taken back ones too."""

from __future__ import annotations

import json
from itertools import product
from typing import Any

from events.task import ResultCode
from sinks.desk import Desk
from tests.sinks.desk.conftest import ROSTER
from tests.sinks.desk.people import HOUR
from tests.tidewatch.keeping import stated
from tidewatch.house.keeper import DeskKeeper

STEPS = {
    "see": lambda desk, alert: desk.acknowledge(alert, "RM1", 2 * HOUR),
    "snooze": lambda desk, alert: desk.snooze(alert, "RM1", 2 * HOUR, 5 * HOUR, "明天"),
    "close": lambda desk, alert: desk.close(alert, "RM1", 2 * HOUR, ResultCode.LANDED, "好", ["凭证"]),
    "give": lambda desk, alert: desk.reassign(alert, "TL1", 2 * HOUR, "RM2", ""),
    "undo": lambda desk, alert: desk.undo(alert, "RM1", 2 * HOUR),
}
WAYS = (
    (),
    ("see",),
    ("snooze",),
    ("snooze", "see"),
    ("close",),
    ("give",),
    *((one, "undo") for one in STEPS if one != "undo"),
)
LAST = {
    "open": None,
    "retracted": "RETRACTED",
    "expired": None,
    "worse": "WORSENED",
}  # what the engine says of it in the end, and why people hear of that


def standing(desk: Desk) -> dict[str, Any]:
    """Alerts' fields, but for empty ones and the undo window, and the shelves they lie on."""
    found = {key: desk.redis.hgetall(key) for key in desk.redis.scan_iter("alert:*")}
    fields = {
        key: {n: v for n, v in row.items() if v and not n.startswith(("undo", "facts"))} for key, row in found.items()
    }
    facts = {f"facts of {key}": json.loads(row["facts"]) for key, row in found.items()}
    shelves = {key: desk.redis.zrange(key, 0, -1, withscores=True) for key in desk.redis.scan_iter(_type="zset")}
    return {**fields, **facts, **shelves}


def test_every_alert_is_after_a_lost_redis_what_it_was(keeper: DeskKeeper) -> None:
    keeper.desk.put_roster(ROSTER, 0)
    cases = list(enumerate(product(WAYS, LAST), 1))
    for number, (way, last) in cases:
        stated(keeper, number, severity="P2" if last == "worse" else "P1")
        for step in way:
            STEPS[step](keeper.desk, f"{number:032x}")
    keeper.tick(6 * HOUR)  # wakes and escalates
    for number, (_, last) in cases:
        changed = {"severity": "P1", "last_fact_time": 7 * HOUR} if last == "worse" else {"state": last}
        if last != "open":
            stated(keeper, number, 7 * HOUR, **changed, notify=LAST[last], version=1_000)
    keeper.store()
    before = standing(keeper.desk)
    keeper.desk.redis.flushall()
    keeper.rebuild()
    assert standing(keeper.desk) == before
