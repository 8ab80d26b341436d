"""How long half of the money stays (RSK-08): the SQL of a day's close and the queue of fen in plain Python say the same."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from itertools import count
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from detectors.calendar import Calendar
from detectors.profiles import READS
from detectors.profiles.asked import Asked, places
from sinks.warehouse import EmbeddedWarehouse
from tests.reference.profile import stays

CALENDAR = Calendar()
CLOSE = date(2026, 3, 13)
MONDAY_MS = 1_772_413_200_000  # 2026-03-02 09:00 in the bank's zone
CUSTOMERS = count(1)
MOVES = st.lists(st.tuples(st.integers(0, 11 * 1_440), st.booleans(), st.sampled_from((1, 7, 1_000, 250_000))), min_size=1, max_size=12)  # fmt: skip


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedWarehouse]:
    made = EmbeddedWarehouse(tmp_path_factory.mktemp("warehouse"))
    for table in ("txn", "customer_day"):
        made.prepare(table, READS[table])
    yield made
    made.close()


def entry(customer: str, number: int, minute: int, credit: bool, fen: int) -> dict[str, Any]:
    at = datetime.fromtimestamp(MONDAY_MS / 1_000 + minute * 60, UTC)
    return {
        "customer_id": customer, "day": CALENDAR.local_date(int(at.timestamp() * 1_000)), "event_id": f"e{number}", "event_time": at,
        "log_offset": number, "version": 1, "signed": fen if credit else -fen, "op_in": credit, "op_out": not credit, "reversal": False,
    }  # fmt: skip


def asked(warehouse: EmbeddedWarehouse, rows: list[dict[str, Any]], balance: int) -> int | None:
    """What the close's statement says of these entries, the last of which leaves this balance."""
    customer = rows[0]["customer_id"]
    came, gone = (sum(abs(row["signed"]) for row in rows if row[way]) for way in ("op_in", "op_out"))
    held = {"customer_id": customer, "day": CLOSE, "version": 1, "bal": balance, "op_in": came, "op_out": gone}
    for table, given_rows in (("txn", rows), ("customer_day", [held])):
        schema = {name: kind for name, kind in READS[table].items() if name in given_rows[0]}
        warehouse.insert(table, pl.DataFrame(given_rows, schema=schema))
    found = Asked(warehouse.query, places(CLOSE, CALENDAR))("stays", customers=[customer])
    return int(found["stays_hours"][0]) if found.height else None


@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(moves=[(0, True, 1_000), (600, False, 1_000)], balance=0)  # ten hours
@example(moves=[(0, False, 1_000)], balance=0)  # nothing came
@example(moves=[(0, True, 1_000)], balance=1_000)  # nothing has gone
@given(moves=MOVES, balance=st.sampled_from((0, 5, 1_000, 400_000)))
def test_both_say_the_same(warehouse: EmbeddedWarehouse, moves: list[tuple[int, bool, int]], balance: int) -> None:
    customer = f"C{next(CUSTOMERS)}"
    rows = [entry(customer, number, *move) for number, move in enumerate(sorted(moves))]
    before = max(0, balance - sum(row["signed"] for row in rows))
    assert asked(warehouse, rows, balance) == stays(rows, before, CALENDAR.end_of_day_ms(CLOSE))
