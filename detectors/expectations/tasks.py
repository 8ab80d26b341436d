"""Tasks that nobody took up or closed in time, on working hours (SVC-09).

P1 not acknowledged within two working hours → team lead; not closed when due → team lead; one business day later → branch.
P2 one business day overdue → team lead, three → branch. The clock is the log's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from detectors.calendar import Calendar

State = Mapping[str, Any]

ACKNOWLEDGE_WITHIN_HOURS = 2
CLOSED = frozenset({"closed", "retracted", "expired", "cancelled"})


@dataclass(frozen=True)
class TaskLevel:
    """A task that has reached an escalation level: whom it goes to, since when (epoch ms), how late it is."""

    task_id: str
    level: str
    at: int
    overdue_bd: int
    row: Mapping[str, Any]


def task_seen(state: State, row: Mapping[str, Any]) -> dict[str, Any]:
    """The state after a task's record; closed tasks are forgotten."""
    others = {task: one for task, one in state.items() if task != row["task_id"]}
    if row["state"] in CLOSED:
        return others
    told = state.get(row["task_id"], {}).get("told", [])
    return {**others, row["task_id"]: {**row, "told": told}}


def overdue_tasks(state: State, now: int, calendar: Calendar) -> tuple[dict[str, Any], list[TaskLevel]]:
    """Escalations that fell due up to `now` (epoch ms), each told once, in order of time."""
    reached: list[TaskLevel] = []
    after: dict[str, Any] = {}
    for task_id, row in state.items():
        new = [level for level in _levels(row, calendar) if level.at <= now and level.level not in row["told"]]
        reached += new
        after[task_id] = {**row, "told": [*row["told"], *(level.level for level in new)]}
    return after, sorted(reached, key=lambda level: (level.at, level.task_id, level.level))


def _levels(row: Mapping[str, Any], calendar: Calendar) -> Iterator[TaskLevel]:
    task, due = row["task_id"], row["due_at"]
    if row["priority"] == "P1":
        if not row["acked_at"]:
            yield TaskLevel(
                task, "ACK_TL", calendar.add_working_hours(row["created_at"], ACKNOWLEDGE_WITHIN_HOURS), 0, row
            )
        yield TaskLevel(task, "DUE_TL", due, 0, row)
        yield TaskLevel(task, "DUE_BRANCH", _later(due, 1, calendar), 1, row)
    elif row["priority"] == "P2":
        yield TaskLevel(task, "DUE_TL", _later(due, 1, calendar), 1, row)
        yield TaskLevel(task, "DUE_BRANCH", _later(due, 3, calendar), 3, row)


def _later(at: int, business_days: int, calendar: Calendar) -> int:
    """The same time of day, business days later."""
    day = calendar.local_date(at)
    moved = calendar.add_business_days(day, business_days)
    return at + (moved - day).days * 86_400_000
