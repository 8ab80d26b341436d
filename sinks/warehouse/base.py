"""What every warehouse driver does.

Called by the shard's driver in a thread, never in the event loop: each method blocks until the store has answered, and may be called
from several threads at once. A return from `insert` means the rows are stored; it does not mean they were new, for writing a row
twice changes nothing.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping

import polars as pl

from sinks.warehouse.ddl import add_columns, create_table
from sinks.warehouse.literals import filled
from sinks.warehouse.migrations import Migration, migrations, to_apply
from sinks.warehouse.retention import Kept, retention, statements

DATABASE = "tidewatch"  # unless an address names another
COLUMNS = "SELECT table, name FROM system.columns WHERE database = currentDatabase()"
ENGINES = "SELECT name, engine_full FROM system.tables WHERE database = currentDatabase()"
APPLIED = "SELECT number, name, checksum FROM schema_migration FINAL ORDER BY number"
# a question may name every customer of a branch: ClickHouse's own bound is some 15,000 of them
QUERY_BYTES = 64_000_000
KEEPS_TIME = (22, 8)  # ClickHouse releases from which tables have stored_at and a TTL


class Warehouse(ABC):
    """A ClickHouse database, wherever it runs."""

    def __init__(self) -> None:
        self._columns: dict[str, set[str]] = {}

    def query(self, sql: str, **values: object) -> pl.DataFrame:
        """The answer to a SELECT, texts as String. `{name}` places are filled with `values` as SQL literals. Raises WarehouseDown, Refused."""
        return self._fetch(filled(sql, values), raw=False)

    def query_raw(self, sql: str, **values: object) -> pl.DataFrame:
        """Like `query`, but texts come as Binary: for blobs, which need not be UTF-8. Called by StateStore."""
        return self._fetch(filled(sql, values), raw=True)

    def insert(self, table: str, frame: pl.DataFrame) -> None:
        """Store rows. A table that is not there is made from the frame; a column that is new is added. Columns without a
        value are not sent: they cost as much as others. Raises WarehouseDown, Refused."""
        if frame.is_empty():
            return
        self.prepare(table, frame.schema)
        self._append(table, frame[[column.name for column in frame if column.null_count() < frame.height]])

    def prepare(self, table: str, schema: Mapping[str, pl.DataType]) -> None:
        """Make the table, or add the columns it lacks. Called at start for tables that queries read before they have rows."""
        if table not in self._columns:
            self._columns = self._columns_now()
        if table not in self._columns:
            self.execute(create_table(table, schema))
            self._columns = self._columns_now()  # another process may have made it first, from an older frame
        new = {name: kind for name, kind in schema.items() if name not in self._columns[table]}
        if new:
            self.execute(add_columns(table, new))
            self._columns[table].update(new)

    def migrate(self) -> None:
        """Bring the fixed tables up to date with schema/NNN_name.sql. Called at start by every process; raises SchemaChanged."""
        first, *_ = known = migrations()
        self._apply(first)  # it makes the table in which the others are looked up
        version = _release(str(self.query("SELECT version() AS version").item()))
        todo = to_apply(known, self.query(APPLIED).rows(), version)
        for migration in todo:
            self._apply(migration)
        if todo:
            self._append("schema_migration", pl.concat(migration.row() for migration in todo))
        if version >= KEEPS_TIME:
            self.retain(retention())

    def retain(self, kept: Mapping[str, Kept]) -> None:
        """Keep rows as long as is said: retention.yaml at start, a bank's own after it. Raises WarehouseDown, Refused."""
        engines = dict(self.query(ENGINES).rows())
        for statement in statements(engines, kept):
            self.execute(statement)

    def _columns_now(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for table, name in self.query(COLUMNS).rows():
            found.setdefault(table, set()).add(name)
        return found

    @abstractmethod
    def execute(self, sql: str) -> None:
        """A statement without an answer. Raises WarehouseDown, Refused."""

    @abstractmethod
    def close(self) -> None:
        """Let go of the store. What has been inserted stays; nothing else is promised after it."""

    @abstractmethod
    def _fetch(self, sql: str, raw: bool) -> pl.DataFrame:
        """The answer to a finished SELECT."""

    @abstractmethod
    def _append(self, table: str, frame: pl.DataFrame) -> None:
        """Store the frame's rows under the table's columns of the same names."""

    def _apply(self, migration: Migration) -> None:
        for statement in migration.statements:
            self.execute(statement)


def _release(version: str) -> tuple[int, int]:
    """Year and month of a ClickHouse version, "26.9.2.1"."""
    year, month, *_ = version.split(".")
    return int(year), int(month)
