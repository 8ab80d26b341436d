"""Promises of tags kept live: a day's close holds nothing up, and it comes to its end."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial

import pytest

from detectors.tags import Tags
from detectors.tags.model import read_catalogue
from sinks.warehouse import EmbeddedWarehouse
from sinks.warehouse.questions import Questions
from tests.sinks.warehouse.bank import DAY, facts, state
from tidewatch.house.tagging import TagKeeper

NEXT = DAY + timedelta(1)


@pytest.fixture
def warehouse(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Iterator[EmbeddedWarehouse]:
    """Of customers A, B and C, closed one after the other, by three tags."""
    monkeypatch.setattr("streams.standing.SPAN", 1)
    few = [tag for tag in read_catalogue().values() if tag.id in ("A01", "B02", "R07")]
    monkeypatch.setattr("streams.standing.Tags", partial(Tags, catalogue=few))
    made = EmbeddedWarehouse(tmp_path_factory.mktemp("tagging"))
    Questions(made)
    state(made)
    yield made
    made.close()


def refreshed(keeper: TagKeeper, closed: date, times: int) -> None:
    for _ in range(times):
        keeper.refresh(NEXT, closed)


def closed(warehouse: EmbeddedWarehouse, day: date) -> list[str]:
    """Whose industry (tag B02), a matter of day closes alone, has been stated."""
    rows = "SELECT customer_id FROM tag FINAL WHERE tag_id = 'B02' AND as_of = {day} ORDER BY customer_id"
    return [str(customer) for customer in warehouse.query(rows, day=day)["customer_id"]]


def test_a_notice_s_tag_moves_before_the_close_of_the_day_is_done(warehouse: EmbeddedWarehouse) -> None:
    keeper = TagKeeper(warehouse)
    warehouse.insert("ruling", facts("ruling", {"customer_id": "C", "case_no": "K1", "role": "被告"}))
    refreshed(keeper, DAY, 1)
    of_c = [tag["tag_id"] for tag in Questions(warehouse).tags("C")]
    assert (closed(warehouse, DAY), of_c) == (["A"], ["R07"])
    keeper.close()


def test_a_close_that_was_cut_off_is_done_by_the_next_process(warehouse: EmbeddedWarehouse) -> None:
    for times, whose in ((2, ["A", "B"]), (4, ["A", "B", "C"])):
        keeper = TagKeeper(warehouse)
        refreshed(keeper, DAY, times)
        keeper.close()
        assert closed(warehouse, DAY) == whose


def test_a_day_that_is_over_before_the_last_one_is_closed_comes_after_it(warehouse: EmbeddedWarehouse) -> None:
    keeper = TagKeeper(warehouse)
    refreshed(keeper, DAY, 1)
    refreshed(keeper, NEXT, 3)
    assert closed(warehouse, DAY) == ["A", "B", "C"]
    refreshed(keeper, NEXT, 4)
    assert closed(warehouse, NEXT) == ["A", "B", "C"]
    keeper.close()
