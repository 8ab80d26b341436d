"""Promises of what is kept beside the alerts: a closed day has its tags and its counters, a moved customer its own."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from sinks.warehouse import EmbeddedWarehouse
from sinks.warehouse.questions import Questions
from streams.standing import Standing
from tests.sinks.warehouse.bank import DAY, state


@pytest.fixture
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedWarehouse]:
    made = EmbeddedWarehouse(tmp_path_factory.mktemp("standing"))
    Questions(made)
    state(made)
    yield made
    made.close()


def test_a_closed_day_has_tags_and_counters(warehouse: EmbeddedWarehouse) -> None:
    Standing(warehouse).closed(DAY)
    told = {tag["tag_id"]: tag["value"] for tag in Questions(warehouse).tags("A")}
    assert (told["B02"], told["V01"], told["A01"]) == ("C39", "普通", "1-4")
    assert Questions(warehouse).tagged("B02", "C39") == ["A", "B", "C"]
    days = warehouse.query("SELECT DISTINCT day FROM kpi ORDER BY day")["day"].to_list()
    assert days == [DAY - timedelta(n) for n in (3, 2, 1, 0)]


def test_a_moved_customer_has_its_own_tags_at_once(warehouse: EmbeddedWarehouse) -> None:
    Standing(warehouse).moved(DAY, ["A"])
    assert [tag["tag_id"] for tag in Questions(warehouse).tags("A")] == ["A01"]
    assert Questions(warehouse).tags("C") == []
