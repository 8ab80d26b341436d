"""Alerts, suppressions and transitions as rows of the warehouse: what the desk is rebuilt from, what boards read."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import compress
from operator import not_
from typing import Any

import polars as pl

from detectors.calendar import Calendar
from sinks.desk import Desk
from sinks.desk.notices import OLD_MS, Notices
from sinks.warehouse import Warehouse

Row = dict[str, Any]
BEAT = 500  # rows put into Redis between two looks at whether we may go on, some 0.1 s

ALERT: dict[str, pl.DataType] = {
    **dict.fromkeys(
        ("customer_id", "customer_name", "alert_id", "rule_id", "object_id", "severity", "state", "notify", "title_zh", "title_en", "evidence", "cause_id", "audience", "suppressed_by"),
        pl.String(),
    ),
    **dict.fromkeys(
        ("rule_version", "first_fact_time", "last_fact_time", "last_update", "money_at_stake", "due_at", "expires_at"), pl.Int64()
    ),
    "recipients": pl.List(pl.String()), "findings": pl.List(pl.String()), "version": pl.UInt64(),
}  # fmt: skip
SUPPRESSION: dict[str, pl.DataType] = {
    **dict.fromkeys(("customer_id", "finding_id", "reason", "rule_id", "by", "audience"), pl.String()),
    "event_time": pl.Int64(), "version": pl.UInt64(),
}  # fmt: skip
TASK_EVENT: dict[str, pl.DataType] = {
    **dict.fromkeys(
        ("customer_id", "event_id", "alert_id", "task_id", "who", "action", "state", "result_code", "note", "owner", "severity", "audience", "saved"),
        pl.String(),
    ),
    "day": pl.Date(), "at": pl.Datetime("ms", "UTC"), "due_at": pl.Int64(), "version": pl.UInt64(),
}  # fmt: skip
AUDIT: dict[str, pl.DataType] = {
    **dict.fromkeys(("customer_id", "event_id", "who", "action", "object", "note", "audience", "saved"), pl.String()),
    "day": pl.Date(), "at": pl.Datetime("ms", "UTC"), "version": pl.UInt64(),
}  # fmt: skip
TABLES = {"alert": ALERT, "suppression": SUPPRESSION, "task_event": TASK_EVENT, "audit": AUDIT}
KINDS = {"transition": "task_event", "suppression": "suppression", "audit": "audit"}  # of the desk's outbox
ALERTS = "SELECT * FROM alert FINAL ORDER BY version"
VERSIONS = "SELECT alert_id, version FROM alert FINAL"
STEPS = "SELECT version, alert_id, action, at, who, note, saved FROM task_event FINAL"
LINES = "SELECT version, at, who, action, object, note, audience, saved FROM audit FINAL"


def prepare(warehouse: Warehouse) -> None:
    """Make the tables, so that queries find them empty."""
    for table, schema in TABLES.items():
        warehouse.prepare(table, schema)


def frame(table: str, rows: list[Row]) -> pl.DataFrame:
    """Rows as the table keeps them."""
    schema = TABLES[table]
    plain = [{name: row.get(name) for name in schema} for row in rows]
    times = {name: pl.Int64() for name, kind in schema.items() if kind == pl.Datetime}
    made = pl.DataFrame(plain, schema={**schema, **times}, orient="row")
    return made.with_columns(pl.col(name).cast(pl.Datetime("ms")).dt.replace_time_zone("UTC") for name in times)


def store(warehouse: Warehouse, calendar: Calendar, rows: list[Row]) -> list[Row]:
    """What the desk's outbox gives (`Desk.drain`), each row in its table; returns the steps among them. Written twice, it is there once."""
    of: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        of[KINDS[row["kind"]]].append({**row, "day": calendar.local_date(row["at"])})
    for table, some in of.items():
        warehouse.insert(table, frame(table, some))
    return of["task_event"]


def keep(warehouse: Warehouse, alerts: Iterable[Row]) -> None:
    """Alerts that the warehouse does not have, or not so new, into it. What was to be told of them must be stored already."""
    stored = dict(warehouse.query(VERSIONS).iter_rows())
    if newer := [row for row in alerts if row["version"] > stored.get(row["alert_id"], -1)]:
        warehouse.insert("alert", frame("alert", newer))


def rebuild(desk: Desk, warehouse: Warehouse, waiting: Sequence[Row], beat: Callable[[], object]) -> int:
    """A desk of which nothing is in Redis, from the warehouse: the alerts, what was done with them, the audit log, what was still to be told.

    `waiting`: alerts that were taken and are not stored yet; nobody is told again of those whose steps are stored. `beat` is called several times a
    second; what it raises ends this. Returns how many steps and lines there were.
    """
    done = _done(warehouse)
    wanted = {row["alert_id"] for row in waiting}
    told = {one["alert_id"]: int(json.loads(one["saved"])["version"]) for one in done if one["alert_id"] in wanted}
    known = [row["version"] <= told.get(row["alert_id"], -1) for row in waiting]
    stored = warehouse.query(ALERTS).iter_rows(named=True)
    desk.take_again(_stated(row) for row in _beating((*stored, *compress(waiting, known)), beat))
    _redo(desk, done, beat)
    for row in compress(waiting, map(not_, known)):
        desk.take(*_stated(row))
    return len(done)


def _beating(rows: Iterable[Row], beat: Callable[[], object]) -> Iterator[Row]:
    for number, row in enumerate(rows):
        if number % BEAT == 0:
            beat()
        yield row


def _stated(row: Row) -> tuple[Row, str, int, int]:
    """As `Desk.take` has it."""
    named = {**row, "customer_name": row["customer_name"] or row["customer_id"]}
    return named, named["customer_name"], named["version"], named["last_update"]


def _done(warehouse: Warehouse) -> list[Row]:
    """Steps and lines of the audit log in the order they were done; a line is of no alert."""
    found = pl.concat([warehouse.query(STEPS), warehouse.query(LINES)], how="diagonal").sort("version")
    return [{**row, "at": int(row["at"].timestamp() * 1000)} for row in found.iter_rows(named=True)]


def _redo(desk: Desk, done: list[Row], beat: Callable[[], object]) -> None:
    for one in _beating(done, beat):
        (desk.restore if one["alert_id"] else desk.restore_line)(one)
    notices, day_ago = Notices(desk.redis), max((one["at"] for one in done), default=0) - OLD_MS
    begun = next((place for place, one in enumerate(done) if one["who"] == "push"), len(done))  # push was set up
    if begun < len(done):
        notices.restore_reader()
    for one in done:
        if one["action"] == "push" and one["at"] >= day_ago:
            desk.restore_budget(one)
    notices.restore([*(one for one in done[:begun] if one["at"] >= day_ago), *done[begun:]], day_ago)
