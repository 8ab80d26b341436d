"""Promises of the embedded warehouse and the state store: absolute rows, the higher version wins, one writer."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import polars as pl
import pytest

from sinks.warehouse import EmbeddedWarehouse, Mark, StateStore, state
from sinks.warehouse.embedded import LINES
from sinks.warehouse.errors import DirectoryInUse
from sinks.warehouse.literals import filled
from sinks.warehouse.state import version_of
from tests.streams.live.cluster import until


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedWarehouse]:
    made = EmbeddedWarehouse(tmp_path_factory.mktemp("w"))
    yield made
    made.close()


def fact(amount: int, version: int) -> pl.DataFrame:
    row = {"customer_id": ["C"], "event_id": ["e"], "signed": [amount], "version": [version], "day": ["2026-03-03"]}
    return pl.DataFrame(row).with_columns(pl.col("version").cast(pl.UInt64), pl.col("day").str.to_date())


def test_writing_twice_changes_nothing_and_an_older_writer_loses(warehouse: EmbeddedWarehouse) -> None:
    for amount, version in ((1, 5), (1, 5), (2, 7), (3, 6)):
        warehouse.insert("facts_a", fact(amount, version))
    assert warehouse.query("SELECT signed FROM facts_a FINAL")["signed"].to_list() == [2]


def test_a_new_column_is_added_and_older_rows_have_none(warehouse: EmbeddedWarehouse) -> None:
    warehouse.insert("facts_b", fact(1, 1))
    warehouse.insert("facts_b", fact(2, 2).with_columns(event_id=pl.lit("f"), colour=pl.lit("blue")))
    assert warehouse.query("SELECT colour FROM facts_b ORDER BY event_id")["colour"].to_list() == [None, "blue"]


def test_state_comes_back_and_the_higher_version_wins(warehouse: EmbeddedWarehouse) -> None:
    store = StateStore(warehouse)
    store.save(1, [("A", b"\x00a5"), ("B", b"b5")], Mark(5, {"clock": 5}))
    store.save(1, [("A", b"a7")], Mark(7, {"clock": 7}))
    store.save(1, [("A", b"zombie")], Mark(6, {"clock": 6}))
    mark, rows = store.load(1)
    assert mark == Mark(7, {"clock": 7})
    assert rows.count == 2
    assert sorted(pl.concat(rows.pages).rows()) == [("A", 7, b"a7"), ("B", 5, b"b5")]


def test_rows_that_take_the_place_of_others_hold_against_newer_ones_too(warehouse: EmbeddedWarehouse) -> None:
    store = StateStore(warehouse)
    store.save(3, [("A", b"a5"), ("B", b"b5")], mark := Mark(5, {"clock": 5}))
    store.save(3, [("A", b"a9")], Mark(9, {}))
    warehouse.execute(
        "ALTER TABLE shard_mark DELETE WHERE log_partition = 3 AND version = 9 SETTINGS mutations_sync = 1"
    )
    store.replace(3, [("A", b"new a"), ("B", b"new b")], mark)
    found, rows = store.load(3)
    assert (found, store.any_row(3)) == (mark, b"new a")
    assert sorted(pl.concat(rows.pages).rows()) == [("A", 5, b"new a"), ("B", 5, b"new b")]
    assert store.any_row(98) is None


def test_a_partition_nobody_has_saved_is_empty(warehouse: EmbeddedWarehouse) -> None:
    mark, rows = StateStore(warehouse).load(99)
    assert (mark, rows.count, list(rows.pages)) == (None, 0, [])


def test_every_customer_is_on_one_page(warehouse: EmbeddedWarehouse, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(state, "PAGE", 3)
    store, names = StateStore(warehouse), ["", *(f"C{i}" for i in range(7))]  # nobody has a row too: feeds' findings
    for version in (1, 2):
        store.save(2, [(name, b"x") for name in names], Mark(version, {}))
    _, rows = store.load(2)
    assert [sorted(page["customer_id"]) for page in rows.pages] == [names[:3], names[3:6], names[6:]]


def test_a_short_question_does_not_wait_for_a_long_one(warehouse: EmbeddedWarehouse) -> None:
    with ThreadPoolExecutor(1) as other:
        long = other.submit(warehouse.query, "SELECT count(), sum(sleepEachRow(0.1)) FROM numbers(25)")
        until(lambda: len(warehouse._lines._free) < LINES)
        warehouse.insert("facts_c", fact(1, 1))
        assert warehouse.query("SELECT count() AS n FROM facts_c").item() == 1
        assert not long.done()
        assert long.result().height == 1


def test_more_than_can_be_asked_at_once_are_all_answered(warehouse: EmbeddedWarehouse) -> None:
    with ThreadPoolExecutor(4 * LINES) as others:
        for number in range(8 * LINES):
            others.submit(warehouse.insert, "facts_d", fact(number, number))
    assert warehouse.query("SELECT signed FROM facts_d FINAL")["signed"].to_list() == [8 * LINES - 1]


def test_a_second_process_gets_a_sentence(tmp_path: Path, warehouse: EmbeddedWarehouse) -> None:
    with pytest.raises(DirectoryInUse, match="is in use by another process"):
        EmbeddedWarehouse(Path(warehouse._lock_file.name).parent)


def test_a_new_epoch_is_later_than_any_offset_of_the_old() -> None:
    assert version_of(1, -1) > version_of(0, 10**12)


def test_values_cannot_break_out_of_their_quotes() -> None:
    assert filled("SELECT {x}", {"x": "a' OR 1=1 --\\"}) == "SELECT 'a\\' OR 1=1 --\\\\'"
