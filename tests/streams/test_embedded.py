"""Promises of the embedded engine: a dead letter is sent again by itself when its account comes, once, whatever was restarted in between; what
waits is taken together; a warehouse that fails half way through a checkpoint gets it whole."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest

from detectors.calendar import Calendar
from detectors.rules import RuleSet
from events import topics
from sinks.warehouse import EmbeddedWarehouse, WarehouseDown
from streams.embedded import EmbeddedEngine
from streams.journal import Journal
from tests.streams.live.bank import account, entry
from tests.streams.live.cluster import until

pytestmark = pytest.mark.xdist_group("embedded")
CALENDAR = Calendar()
RULES = RuleSet.load(calendar=CALENDAR)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Callable[[], EmbeddedEngine]]:
    """Starts the engine over one folder, as often as called; the one before is stopped."""
    warehouse, journal = EmbeddedWarehouse(tmp_path / "warehouse"), Journal(tmp_path / "journal.sqlite")
    running: list[EmbeddedEngine] = []

    def start() -> EmbeddedEngine:
        for one in running:
            one.stop()
        running[:] = [EmbeddedEngine(RULES, CALENDAR, warehouse, journal, lambda alerts, suppressions: None)]
        running[0].intake.waiting.seconds = 0.0
        running[0].start()
        return running[0]

    yield start
    running[0].stop()
    journal.close()
    warehouse.close()


def accept(engine: EmbeddedEngine, stream: str, record: dict[str, object]) -> None:
    engine.accept(stream, [(None, json.dumps(record).encode(), {})])


def sent(engine: EmbeddedEngine) -> int:
    return engine.journal.end(topics.SOURCES["txn"])


def test_it_is_sent_again_when_its_account_comes(house: Callable[[], EmbeddedEngine]) -> None:
    engine = house()
    accept(engine, "txn", entry("NEW", bank_ref="T1"))
    accept(engine, "txn", entry("NEVER", bank_ref="T2"))
    until(lambda: engine.journal.reasons() == {"UNKNOWN_ACCOUNT": 2})
    engine = house()
    accept(engine, "account", account("NEW"))
    until(lambda: engine.journal.reasons() == {"UNKNOWN_ACCOUNT": 1})
    engine = house()  # it looks through its letters again, and finds nothing to send
    until(lambda: engine.warehouse.query("SELECT bank_ref FROM txn FINAL")["bank_ref"].to_list() == ["T1"])
    assert sent(engine) == 3


def test_what_waits_is_taken_together(house: Callable[[], EmbeddedEngine]) -> None:
    engine = house()
    accept(engine, "account", account("A1"))
    until(lambda: engine.idle and engine.rates.recent)
    with engine.journal.transaction():
        for number in range(30):
            accept(engine, "txn", entry("A1", bank_ref=f"T{number}"))
    until(lambda: engine.warehouse.query("SELECT uniq(bank_ref) FROM txn").item() == 30)
    assert [records for _, records in engine.rates.recent] == [1, 30]


def test_a_checkpoint_that_fails_half_way_is_stored_whole_by_the_next(
    house: Callable[[], EmbeddedEngine], monkeypatch: pytest.MonkeyPatch
) -> None:
    engine, store, failed = house(), EmbeddedWarehouse.insert, list[str]()

    def insert(warehouse: EmbeddedWarehouse, table: str, frame: pl.DataFrame) -> None:
        if table == "shard_state" and len(failed) < 2:
            failed.append(table)
            raise WarehouseDown("away")
        store(warehouse, table, frame)

    monkeypatch.setattr(EmbeddedWarehouse, "insert", insert)
    accept(engine, "account", account("A1"))
    accept(engine, "txn", entry("A1", bank_ref="T1"))
    until(lambda: engine.take_news().get("txn") == {"C1"})
    assert len(failed) == 2
    assert engine.warehouse.query("SELECT customer_id FROM shard_state FINAL")["customer_id"].to_list() == ["C1"]


def test_what_was_found_before_a_restart_is_counted_after_it(house: Callable[[], EmbeddedEngine]) -> None:
    engine = house()
    accept(engine, "customer", {"customer_id": "C1", "name": "西湖智造", "event_time": "2026-03-01T09:00:00+08:00"})
    accept(engine, "ruling", {"case_no": "K1", "role": "失信", "customer_id": "C1", "amount": "3000000.00", "event_time": "2026-03-02T09:00:00+08:00"})  # fmt: skip
    until(lambda: engine.rates.findings == 1)
    engine = house()
    until(lambda: engine.started)
    assert engine.rates.findings == 1


def test_what_is_told_rarely_may_be_had_before_its_checkpoint_and_is_news_once(
    house: Callable[[], EmbeddedEngine],
) -> None:
    engine = house()
    engine.ahead = frozenset(("ruling",))
    accept(engine, "customer", {"customer_id": "C1", "name": "西湖智造", "event_time": "2026-03-01T09:00:00+08:00"})
    until(lambda: engine.take_news().get("customer") == {"C1"})
    engine._due = lambda: False  # type: ignore[method-assign]  # no checkpoint for now
    accept(engine, "ruling", {"case_no": "K1", "role": "被告", "customer_id": "C1", "event_time": "2026-03-02T09:00:00+08:00"})  # fmt: skip
    until(lambda: "ruling" in engine._ahead)
    assert [row["case_no"] for rows in engine.take_ahead()["ruling"] for row in rows.to_dicts()] == ["K1"]
    assert engine.warehouse.query("SELECT count() FROM ruling").item() == 0
    engine.stop()
    assert engine.warehouse.query("SELECT count() FROM ruling").item() == 1
    assert "ruling" not in engine.take_news()


def in_seconds(seconds: float) -> str:
    return datetime.fromtimestamp(time.time() + seconds, UTC).isoformat(timespec="milliseconds")


def stored(engine: EmbeddedEngine) -> list[str]:
    return sorted(engine.warehouse.query("SELECT DISTINCT bank_ref FROM txn")["bank_ref"])


def test_an_entry_dated_ahead_of_the_wall_ends_no_day_and_is_taken_when_its_time_comes(
    house: Callable[[], EmbeddedEngine],
) -> None:
    engine = house()
    accept(engine, "account", account("A1"))
    for name, ahead in (("yesterday", -86_400.0), ("tomorrow", 80_000.0), ("soon", 2.0), ("now", -1.0)):
        accept(engine, "txn", entry("A1", bank_ref=name, event_time=in_seconds(ahead)))
    until(lambda: stored(engine) == ["now", "soon", "yesterday"])
    assert engine.clock <= time.time() * 1000
    assert engine.shards[0].merge.waiting == 1
