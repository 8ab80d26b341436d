"""Promises about what a day's close is made of: days like it, and facts as they are now, whatever the store has merged."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from detectors.calendar import Calendar
from detectors.profiles import Profiles
from detectors.profiles.asked import SAME_WEEKDAYS, Asked, places
from detectors.profiles.close import READS
from sinks.warehouse import EmbeddedWarehouse
from sinks.warehouse.facts_schema import prepare_facts
from tests.sinks.warehouse.bank import entry as stored
from tests.sinks.warehouse.bank import facts

CALENDAR = Calendar()
TUESDAY = date(2026, 3, 10)


def test_a_days_volume_is_compared_with_days_that_the_bank_was_open_on() -> None:
    said = places(TUESDAY, CALENDAR)["same_weekdays"]
    assert "2026-02-17" not in said  # spring festival
    assert said.count("toDate") == SAME_WEEKDAYS + 1
    assert "2026-01-06" in said


@pytest.mark.parametrize(("today", "complete"), [(20, False), (60, True)])
def test_a_holiday_does_not_hide_a_feed_that_stops_weeks_later(tmp_path: Path, today: int, complete: bool) -> None:
    warehouse = EmbeddedWarehouse(tmp_path)
    prepare_facts(warehouse)
    before = [TUESDAY - timedelta(days=7 * back) for back in range(1, 9)]
    counts = {TUESDAY: today, **{day: 100 if CALENDAR.is_business_day(day) else 2 for day in before}}
    entries = [stored("V", 100, day=day) for day, count in counts.items() for _ in range(count)]
    warehouse.insert("txn", facts("txn", *entries))
    found = Asked(warehouse.query, places(TUESDAY, CALENDAR))("volume")
    warehouse.close()
    assert 2 in counts.values()
    assert found["complete"].to_list() == [complete]


def entry(event: str, day: date, version: int, status: str | None = None) -> dict[str, Any]:
    return {
        "customer_id": "C1", "event_id": event, "day": day, "event_time": datetime(day.year, day.month, day.day, 4, tzinfo=UTC), "version": version,
        "cp_name": "某某有限公司", "cp_account": "9", "cp_kind": "company", "cp_bank_entity": "乙银行", "other_bank": True, "same_name": False,
        "reversal": False, "business": "transfer", "signed": -100, "status": status, "log_offset": version,
    }  # fmt: skip


def test_a_counterparty_of_an_entry_that_was_taken_back_is_new_before_the_store_has_merged_and_after(
    tmp_path: Path,
) -> None:
    warehouse = EmbeddedWarehouse(tmp_path)
    for table, columns in READS.items():
        warehouse.prepare(table, columns)
    long_ago = TUESDAY - timedelta(days=90)
    for rows in (
        [entry("old", long_ago, 1)], [entry("old", long_ago, 2, "TAKEN_BACK")], [entry("new", TUESDAY, 3)],
    ):  # fmt: skip
        warehouse.insert("txn", pl.DataFrame(rows, schema=READS["txn"]))
    began = {"customer_id": "C1", "day": TUESDAY - timedelta(days=200), "version": 1, "bal": 0}
    warehouse.insert("customer_day", pl.DataFrame([began], schema_overrides={"version": pl.UInt64}))
    found = []
    for merge in (False, True):
        if merge:
            warehouse.execute("OPTIMIZE TABLE txn FINAL")
        found.append(Profiles(warehouse.query, CALENDAR).close(TUESDAY, ["counterparty"])["counterparty"].height)
    warehouse.close()
    assert found == [1, 1]
