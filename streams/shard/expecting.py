"""Expectations of a shard's customers: payrolls that should come, tasks that should be done."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import polars as pl

from detectors.calendar import Calendar
from detectors.expectations import (
    Arrived,
    Missing,
    Unjudged,
    occurred,
    overdue,
    overdue_tasks,
    resting_until,
    task_seen,
)
from detectors.rules import RuleSet, State
from detectors.rules.terms import absence_terms
from streams.shard.book import Books, Watch

PAYROLL, TASKS = "payroll", "tasks"


class Expecting:
    """Keeps expectations in the customers' books and judges them when the log's clock says so."""

    def __init__(self, books: Books, calendar: Calendar, rules: RuleSet) -> None:
        self.books = books
        self.calendar = calendar
        self.absence = [r for r in rules.rules.values() if r.on == "absence" and r.state is not State.RETIRED]
        self.payrolls = Watch(lambda book: PAYROLL in book.expectations)
        self.tasked = Watch(lambda book: TASKS in book.expectations)
        # rule → customer → the day until which nothing can be due: need not be saved
        self._resting: dict[str, dict[str, int]] = {}

    def occurred(self, customer: str, day: date) -> None:
        """What is expected has come."""
        book = self.books.write(customer)
        book.expectations = {**book.expectations, PAYROLL: occurred(book.expectations.get(PAYROLL, {}), day)}
        self.payrolls.customers.add(customer)
        for resting in self._resting.values():
            resting.pop(customer, None)

    def paid(self, entries: pl.DataFrame) -> None:
        """Account entries that are payrolls: whatever account or channel they went through (OUT-06 traps)."""
        if not (entries["business"] == PAYROLL).any():
            return
        wages = entries.filter((pl.col("business") == PAYROLL) & (pl.col("signed") < 0))
        for customer, day in wages.select("customer_id", "day").unique(maintain_order=True).iter_rows():
            self.occurred(customer, day)

    def task(self, row: dict[str, Any]) -> None:
        """A task as the desk states it."""
        if row["customer_id"] is None:
            return
        plain = {name: _ms(value) for name, value in row.items() if not name.startswith("_")}
        book = self.books.write(row["customer_id"])
        book.expectations = {**book.expectations, TASKS: task_seen(book.expectations.get(TASKS, {}), plain)}
        self.tasked.customers.add(row["customer_id"])

    def absences(self, day: date, incomplete: frozenset[str]) -> tuple[pl.DataFrame, list[dict[str, Any]]]:
        """What is missing at the close of a day, and what could not be judged because a feed was not complete."""
        missing: list[dict[str, Any]] = []
        unjudged: list[dict[str, Any]] = []
        for rule in self.absence:
            terms = absence_terms(rule)
            why = rule.needs_complete if rule.needs_complete in incomplete else None
            today, resting = day.toordinal(), self._resting.setdefault(rule.id, {})
            for customer in sorted(c for c in self.payrolls.customers if resting.get(c, 0) < today):
                state = self.books.of(customer).expectations[PAYROLL]
                resting[customer] = resting_until(state, today, terms)
                after, said = overdue(state, day, terms, self.calendar, why)
                if after is not state:
                    book = self.books.write(customer)
                    book.expectations = {**book.expectations, PAYROLL: after}
                if said is None:
                    continue
                if isinstance(said, Missing):
                    missing.append(self._missing(customer, said, day))
                elif isinstance(said, Arrived):
                    missing.append(self._row(customer, said, day) | {"came_on": said.came, "confirmed": False})
                elif isinstance(said, Unjudged):
                    found = {
                        "finding_id": f"{rule.id}|{customer}|{said.slot}",
                        "rule_id": rule.id,
                        "customer_id": customer,
                    }
                    unjudged.append({**found, "by": said.reason})
        return pl.DataFrame(missing, schema=_ABSENCE, orient="row"), unjudged

    def _missing(self, customer: str, said: Missing, day: date) -> dict[str, Any]:
        usual = sorted(said.came_on)[(len(said.came_on) - 1) // 2]
        seen = {
            "deadline": said.deadline,
            "cycles_present": said.present,
            "usual_day": usual,
            "confirmed": said.confirmed,
        }
        return self._row(customer, said, day) | seen

    def _row(self, customer: str, said: Missing | Arrived, day: date) -> dict[str, Any]:
        at = _instant(self.calendar.end_of_day_ms(day))
        ids = {"customer_id": customer, "event_id": said.slot, "day": day, "event_time": at}
        return {**ids, "slot": said.slot, "expected": said.expected}

    def tasks(self, now: int) -> pl.DataFrame:
        """Escalations that fell due up to `now`, each at its own time."""
        rows = []
        for customer in sorted(self.tasked.customers):
            book = self.books.of(customer)
            after, levels = overdue_tasks(book.expectations[TASKS], now, self.calendar)
            if levels:
                book = self.books.write(customer)
                book.expectations = {**book.expectations, TASKS: after}
            for level in levels:
                at = _instant(level.at)
                row = {name: level.row[name] for name in ("task_id", "alert_id", "priority", "owner", "state")}
                times = {name: _instant(level.row[name]) for name in ("due_at", "created_at")}
                day = self.calendar.local_date(level.at)
                ids = {"customer_id": customer, "event_id": level.task_id, "day": day, "event_time": at}
                rows.append({**ids, **row, **times, "level": level.level, "overdue_bd": level.overdue_bd})
        return pl.DataFrame(rows, schema=_TASK, orient="row")


_TIME = pl.Datetime("ms", "UTC")
_IDS: dict[str, Any] = {"customer_id": pl.String, "event_id": pl.String, "day": pl.Date, "event_time": _TIME}
_ABSENCE: dict[str, Any] = {
    **_IDS, "slot": pl.String, "expected": pl.Date, "deadline": pl.Date, "cycles_present": pl.Int64, "usual_day": pl.Int64,
    "confirmed": pl.Boolean, "came_on": pl.Date,
}  # fmt: skip
_TASK: dict[str, Any] = {
    **_IDS, "task_id": pl.String, "alert_id": pl.String, "priority": pl.String, "owner": pl.String, "state": pl.String,
    "due_at": _TIME, "created_at": _TIME, "level": pl.String, "overdue_bd": pl.Int64,
}  # fmt: skip


def _ms(value: Any) -> Any:
    """Plain data for the book."""
    if isinstance(value, datetime):
        return round(value.timestamp() * 1000)
    return value.isoformat() if isinstance(value, date) else value


def _instant(ms: int) -> datetime:
    return datetime.fromtimestamp(ms / 1000, UTC)
