"""DOMAIN §2.5: late tasks and stale feeds."""

from __future__ import annotations

import pytest

from tests.stories.conftest import Bank
from tests.stories.language import Story, stories
from tests.stories.living import check

pytestmark = pytest.mark.timeout(900)

SVC_09 = stories("""
    SVC-09 a P1 that nobody took up in two working hours, nor closed when due, nor a day later
        2026-02-02 in 1
        2026-03-02T09:30 task task_id=@T priority=P1 owner=RM1 created_at=2026-03-02T09:30 due_at=2026-03-02T15:00
        => SVC-09 P2 2026-03-02 level=ACK_TL
        => SVC-09 P2 2026-03-02 level=DUE_TL
        => SVC-09 P2 2026-03-03 level=DUE_BRANCH overdue_bd=1
        => alert SVC-09 open told=1

    SVC-09 trap: taken up and closed in time
        2026-02-02 in 1
        2026-03-02T09:30 task task_id=@T priority=P1 owner=RM1 created_at=2026-03-02T09:30 due_at=2026-03-02T15:00
        2026-03-02T10:30 task task_id=@T priority=P1 owner=RM1 created_at=2026-03-02T09:30 due_at=2026-03-02T15:00 acked_at=2026-03-02T10:30 state=acked
        2026-03-02T14:30 task task_id=@T priority=P1 owner=RM1 created_at=2026-03-02T09:30 due_at=2026-03-02T15:00 acked_at=2026-03-02T10:30 state=closed closed_at=2026-03-02T14:30
        => SVC-09 none

    SVC-09 trap: the evening and the holidays are no working hours
        2026-02-02 in 1
        2026-02-14T17:00 task task_id=@T priority=P1 owner=RM1 created_at=2026-02-14T17:00 due_at=2026-02-24T15:00
        2026-02-24T10:00 task task_id=@T priority=P1 owner=RM1 created_at=2026-02-14T17:00 due_at=2026-02-24T15:00 acked_at=2026-02-24T10:00 state=acked
        2026-02-24T14:00 task task_id=@T priority=P1 owner=RM1 created_at=2026-02-14T17:00 due_at=2026-02-24T15:00 acked_at=2026-02-24T10:00 state=closed closed_at=2026-02-24T14:00
        => SVC-09 none

    SVC-09 a P2 that is a business day late, over a weekend
        2026-02-02 in 1
        2026-03-05T09:30 task task_id=@T priority=P2 owner=RM1 created_at=2026-03-05T09:30 due_at=2026-03-06T15:00
        2026-03-10T10:00 task task_id=@T priority=P2 owner=RM1 created_at=2026-03-05T09:30 due_at=2026-03-06T15:00 state=closed closed_at=2026-03-10T10:00
        => SVC-09 P2 2026-03-09 level=DUE_TL overdue_bd=1

    SVC-09 trap: a P3 may be late
        2026-02-02 in 1
        2026-03-02T09:30 task task_id=@T priority=P3 owner=RM1 created_at=2026-03-02T09:30 due_at=2026-03-04T15:00
        => SVC-09 none
""")


@pytest.mark.parametrize("way", ["replay", "live"])
@pytest.mark.parametrize("one", SVC_09, ids=str)
def test_svc_09(bank: Bank, one: Story, way: str) -> None:
    check(bank(way, one.began), one)


@pytest.mark.parametrize("way", ["replay", "live"])
def test_svc_15_a_stale_feed_is_told_once_and_days_off_are_none(bank: Bank, way: str) -> None:
    told = [(row["object_id"], str(row["day"])) for row in bank(way).findings if row["rule_id"] == "SVC-15"]
    assert ("payroll", "2026-01-07") in told
    assert [one for one in told if one[0] == "payroll"] == [("payroll", "2026-01-07")]
