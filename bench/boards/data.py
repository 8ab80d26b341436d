"""A large bank, made inside the warehouse: a million customers are one statement, not a million records."""

from __future__ import annotations

import time
from datetime import date
from pathlib import Path

from sinks.warehouse import Warehouse
from sinks.warehouse.kpi import Kpis
from sinks.warehouse.literals import filled
from sinks.warehouse.questions import Questions

SQL = Path(__file__).parent / "sql"


def fill(warehouse: Warehouse, last: date, customers: int, days: int) -> dict[str, float]:
    """Facts of `customers`; two days counted from them as the house counts, copied to the days before. What the counting cost, in CPU seconds."""
    Questions(warehouse)
    for path in [*sorted(SQL.glob("0*.sql")), SQL / "10_task_event.sql"]:
        _run(warehouse, path, last=last, customers=customers, days=days)
    kpis, spent = Kpis(warehouse), {}
    for name, count in (("counters of a day", kpis.refresh), ("minutes and movements of a day", kpis.refresh_wall)):
        started = time.process_time()
        count(last)
        spent[name] = time.process_time() - started
    kpis.refresh_wall(date.fromordinal(last.toordinal() - 1))
    for back in range(1, days):
        _run(warehouse, SQL / "20_counter.sql", last=last, back=back)
    return spent


def _run(warehouse: Warehouse, path: Path, **values: object) -> None:
    text = "\n".join(line for line in path.read_text().splitlines() if not line.startswith("--"))
    warehouse.execute(filled(text, values))
