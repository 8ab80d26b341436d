"""The customers of a shard: which row each has in the arrays, and the columns rules read beside a record.

Attributes (tier, industry, …) come from the customer's own records; profile columns from the last day close. Both are kept as columns
aligned with the rows, so that adding them to a frame is a gather and never a join.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

Rows = NDArray[np.int64]


class Customers:
    """Customer id → row, in order of first appearance."""

    def __init__(self) -> None:
        self.rows: dict[str, int] = {}
        self.ids: list[str] = []
        self._moved = np.zeros(1024, np.bool_)

    def index(self, ids: pl.Series) -> Rows:
        """The rows of these customers; new ones get the next row."""
        names = ids.to_list()
        found = list(map(self.rows.get, names))
        if None in found:
            for name in dict.fromkeys(names):
                if name not in self.rows:
                    self.rows[name] = len(self.ids)
                    self.ids.append(name)
            found = list(map(self.rows.get, names))
        return np.fromiter(found, np.int64, len(found))

    def touch(self, rows: Rows) -> None:
        """What is saved of these customers is to be saved anew."""
        if len(self.ids) > len(self._moved):
            more = max(len(self.ids), 2 * len(self._moved)) - len(self._moved)
            self._moved = np.concatenate([self._moved, np.zeros(more, np.bool_)])
        self._moved[rows] = True

    def take_moved(self) -> Rows:
        """Who has been touched since the last call."""
        moved = np.flatnonzero(self._moved)
        self._moved[moved] = False
        return moved

    def __len__(self) -> int:
        return len(self.ids)


class Beside:
    """Columns aligned with the customers' rows. A customer without values has nulls."""

    def __init__(self, schema: dict[str, pl.DataType]) -> None:
        self.schema = schema
        self._table = pl.DataFrame(schema=schema)
        self._changed: dict[int, dict[str, Any]] = {}

    def put(self, row: int, values: dict[str, Any]) -> None:
        """State one customer's values."""
        self._changed[row] = {name: values.get(name) for name in self.schema}

    def put_all(self, rows: Rows, values: pl.DataFrame, count: int) -> None:
        """State many customers' values at once: a day close."""
        at = np.full(max(count, 1), -1, np.int64)
        at[rows] = np.arange(len(rows))
        places = pl.Series(at[:count]).set(pl.Series(at[:count] < 0), None)
        stated = values.select([pl.col(name).cast(kind) for name, kind in self.schema.items()])
        self._table = stated.select(pl.all().gather(places))

    def gather(self, rows: Rows, names: Iterable[str]) -> list[pl.Series]:
        """These columns beside these rows; names of other tables are left out."""
        self._settle(int(rows.max()) + 1 if len(rows) else 0)
        wanted, places = [name for name in names if name in self.schema], pl.Series(rows)
        return self._table.select(pl.col(wanted).gather(places)).get_columns() if wanted else []

    def _settle(self, count: int) -> None:
        count = max(count, self._table.height, max(self._changed, default=-1) + 1)
        if count > self._table.height:
            empty = pl.DataFrame({name: pl.Series([None], dtype=kind) for name, kind in self.schema.items()})
            more = max(count, 2 * self._table.height) - self._table.height
            self._table = pl.concat([self._table, empty[np.zeros(more, np.int64)]])
        if self._changed:
            rows = pl.Series(list(self._changed), dtype=pl.Int64)
            new = pl.DataFrame(list(self._changed.values()), schema=self.schema, orient="row")
            columns = [self._table[name].scatter(rows, new[name]) for name in self.schema]
            self._table = pl.DataFrame(columns)
            self._changed = {}
