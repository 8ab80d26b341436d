"""What every warehouse driver does.

Called by the shard's driver in a thread, never in the event loop: each method blocks until the store has answered. A return from `insert`
means the rows are stored; it does not mean they were new, for writing a row twice changes nothing.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from pathlib import Path

import polars as pl

from sinks.warehouse.ddl import add_columns, create_table

SCHEMA = Path(__file__).parent / "schema"


class WarehouseDown(ConnectionError):
    """The store does not answer: keep detecting, hold the checkpoint, try again."""


class Warehouse(ABC):
    """A ClickHouse database, wherever it runs."""

    def __init__(self) -> None:
        self._columns: dict[str, set[str]] = {}

    @abstractmethod
    def query(self, sql: str, **values: object) -> pl.DataFrame:
        """The answer to a SELECT. `{name}` places are filled with `values` as SQL literals. Raises WarehouseDown."""

    @abstractmethod
    def execute(self, sql: str) -> None:
        """A statement without an answer. Raises WarehouseDown."""

    @abstractmethod
    def _append(self, table: str, frame: pl.DataFrame) -> None:
        """Store the frame's rows under the table's columns of the same names."""

    @abstractmethod
    def close(self) -> None:
        """Let go of the store."""

    def insert(self, table: str, frame: pl.DataFrame) -> None:
        """Store rows. A table that is not there is made from the frame; a column that is new is added. Raises WarehouseDown."""
        if frame.is_empty():
            return
        self.prepare(table, dict(frame.schema))
        self._append(table, frame)

    def prepare(self, table: str, schema: dict[str, pl.DataType]) -> None:
        """Make the table, or add the columns it lacks."""
        if table not in self._columns:
            self.execute(create_table(table, schema))
            self._columns[table] = set(
                self.query(
                    "SELECT name FROM system.columns WHERE database = currentDatabase() AND table = {t}", t=table
                )["name"]
            )
        new = [name for name in schema if name not in self._columns[table]]
        if new:
            self.execute(add_columns(table, {name: schema[name] for name in new}))
            self._columns[table].update(new)

    def migrate(self) -> None:
        """Bring the fixed tables up to date: every numbered file of schema/, each idempotent."""
        for path in sorted(SCHEMA.glob("*.sql")):
            for statement in path.read_text(encoding="utf-8").split(";"):
                if statement.strip():
                    self.execute(statement)


def filled(sql: str, values: dict[str, object]) -> str:
    """The statement with its `{name}` places as literals. Text is quoted; nothing else gets in unquoted but numbers."""
    for name, value in values.items():
        sql = sql.replace("{" + name + "}", literal(value))
    return sql


def literal(value: object) -> str:
    """A SQL literal; raises TypeError for what has none."""
    if isinstance(value, bool | int | float):
        return repr(value)
    if isinstance(value, list | tuple):
        return "(" + ", ".join(literal(one) for one in value) + ")"
    if value is None:
        return "NULL"
    text = str(value).replace("\\", "\\\\").replace("'", "\\'")
    return f"'{text}'"
