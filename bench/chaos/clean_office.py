"""What people must have been told: the clean run's statements, one after the other, through a desk whose Redis nobody takes away.

A desk's decision on a statement depends on the statement and on who works where, not on when it is read. What the clock does (reminders, the
morning's digest) depends on how far the bank had come when the desk looked, so it has rules of its own (bench/chaos/office_verdict).
"""

from __future__ import annotations

from pathlib import Path

from bench.chaos.expected import Row, Said
from bench.chaos.office import kept
from detectors.calendar import Calendar
from sinks.desk import Desk, EmbeddedRedis
from sinks.warehouse import EmbeddedWarehouse
from tidewatch.house import tables
from tidewatch.house.people import read_roster
from tidewatch.house.working import BankHours


def clean_office(said: Said, clean: Path, scratch: Path) -> dict[str, Row]:
    """By alert the desk's row; alerts, ledger and steps go into `clean`, the folder of the clean run's warehouse. `scratch`: for a Redis."""
    calendar, warehouse, server = Calendar(), EmbeddedWarehouse(clean), EmbeddedRedis(scratch)
    desk, last = Desk(server.client, BankHours(calendar)), max((one["last_update"] for one in said.alerts), default=0)
    tables.prepare(warehouse)
    desk.put_roster(read_roster(warehouse, calendar.local_date(last), demo=True), 0)
    for one in said.alerts:
        desk.take(one, one["customer_name"], one["version"], one["last_update"])
    for table, rows in (("alert", said.alerts), ("suppression", said.suppressions)):
        warehouse.insert(table, tables.frame(table, rows))
    while desk.drain(lambda steps: tables.store(warehouse, calendar, steps)):
        pass
    rows, _, _ = kept(desk)
    warehouse.close()
    server.close()
    return rows
