"""Promises of the schema: the .sql files are the contract, applied once, idempotent; what is kept how long is what the store enforces."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

import detectors
import sinks
from detectors.profiles import READS
from sinks.warehouse import EmbeddedWarehouse, SchemaChanged
from sinks.warehouse.ddl import add_columns, column_type, key_of
from sinks.warehouse.facts_schema import fact_tables
from sinks.warehouse.migrations import migrations, to_apply
from sinks.warehouse.retention import DAYS, Kept, retention
from tidewatch.house import tables as desk_tables

COLUMNS = "SELECT table, name, type FROM system.columns WHERE database = currentDatabase()"
ENGINES = "SELECT name, engine_full FROM system.tables WHERE database = currentDatabase() AND engine LIKE '%MergeTree'"
CONTRACT = {**desk_tables.TABLES, **fact_tables()}
LOOKS_BACK = re.compile(r"toDate32\('?\{day\}'?\) - (\d+)")


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedWarehouse]:
    made = EmbeddedWarehouse(tmp_path_factory.mktemp("schema"))
    yield made
    made.close()


@pytest.fixture(scope="module")
def columns(warehouse: EmbeddedWarehouse) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for table, name, kind in warehouse.query(COLUMNS).rows():
        found.setdefault(table, {})[name] = kind
    return found


@pytest.mark.parametrize("table", CONTRACT)
def test_the_migrations_make_what_the_contract_says(table: str, columns: dict[str, dict[str, str]]) -> None:
    new = {name: kind for name, kind in CONTRACT[table].items() if name not in columns.get(table, {})}
    assert not new, f"write a migration with: {add_columns(table, new)}"
    for name, kind in CONTRACT[table].items():
        assert columns[table][name] == column_type(kind, name in key_of(table)), f"{table}.{name}"


@pytest.mark.parametrize("table", READS)
def test_what_profiles_read_is_there(table: str, columns: dict[str, dict[str, str]]) -> None:
    assert set(READS[table]) <= set(columns[table])


def test_every_migration_may_run_again(warehouse: EmbeddedWarehouse) -> None:
    before = warehouse.query(COLUMNS).sort("table", "name")
    for migration in migrations():
        warehouse._apply(migration)
    warehouse.migrate()
    assert warehouse.query(COLUMNS).sort("table", "name").equals(before)
    assert warehouse.query("SELECT count() FROM schema_migration FINAL").item() == len(migrations())


def test_a_migration_that_reads_differently_is_refused() -> None:
    first, *_ = migrations()
    applied = [(first.number, first.name, replace(first, checksum="other").checksum)]
    with pytest.raises(SchemaChanged, match="write a new migration instead"):
        to_apply(migrations(), applied, (26, 9))


def test_an_old_server_gets_what_it_can_and_the_rest_when_it_is_upgraded() -> None:
    early = to_apply(migrations(), [], (18, 16))
    assert [one.name for one in early] == ["migrations", "state", "tag", "kpi"]
    applied = [(one.number, one.name, one.checksum) for one in early]
    assert len(to_apply(migrations(), applied, (26, 9))) == len(migrations()) - len(early)


def test_every_table_says_how_long_it_is_kept_and_the_store_keeps_it(warehouse: EmbeddedWarehouse) -> None:
    engines = dict(warehouse.query(ENGINES).rows())
    assert set(engines) == set(retention())
    for table, kept in retention().items():
        days = {int(found) for found, packed in DAYS.findall(engines[table]) if not packed}
        assert days == ({kept.days} if kept.days else set()), table


def test_a_bank_keeps_what_it_wants_and_what_is_too_old_goes(tmp_path: Path, warehouse: EmbeddedWarehouse) -> None:
    warehouse.retain({"dead_letter": Kept(days=10, why="test")})
    warehouse.execute(
        "ALTER TABLE dead_letter MODIFY COLUMN stored_at DateTime MATERIALIZED now() - detail::Int64 * 86400"
    )
    rows = {"detail": ["9", "11"], "source_offset": [1, 2], "version": [1, 1]}
    warehouse.insert("dead_letter", pl.DataFrame(rows, schema_overrides={"version": pl.UInt64}))
    warehouse.execute("OPTIMIZE TABLE dead_letter FINAL")
    assert warehouse.query("SELECT detail FROM dead_letter")["detail"].to_list() == ["9"]


def test_nothing_asks_for_days_that_are_gone() -> None:
    texts = [path.read_text() for package in (detectors, sinks) for path in Path(package.__path__[0]).rglob("*.sql")]
    longest = max(int(days) for text in texts for days in LOOKS_BACK.findall(text))
    assert longest <= min(retention()[table].days or 0 for table in ("txn", "customer_day"))
