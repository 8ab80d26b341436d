"""Promises of the embedded engine: a dead letter is sent again by itself when its account comes, once, whatever was restarted in between."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from detectors.calendar import Calendar
from detectors.rules import RuleSet
from events import topics
from sinks.warehouse import EmbeddedWarehouse
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
