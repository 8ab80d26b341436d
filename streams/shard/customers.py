"""The customers of a shard: which row each has in the arrays, and the columns rules read beside a record.

Attributes (tier, industry, …) come from the customer's own records; profile columns from the last day close. Both are kept as columns
aligned with the rows, so that adding them to a frame is a gather and never a join.
"""

from __future__ import annotations

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

    def index(self, ids: pl.Series) -> Rows:
        """The rows of these customers; new ones get the next row."""
        coded = ids.unique(maintain_order=True)
        for name in coded.to_list():
            if name not in self.rows:
                self.rows[name] = len(self.ids)
                self.ids.append(name)
        if len(coded) == len(ids):
            return np.fromiter((self.rows[name] for name in coded.to_list()), np.int64, len(coded))
        table = np.fromiter((self.rows[name] for name in coded.to_list()), np.int64, len(coded))
        codes = ids.cast(pl.Enum(coded)).to_physical().to_numpy()
        return table[codes]

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
        places = pl.Series("_row", rows)
        stated = values.select([pl.col(name).cast(kind) for name, kind in self.schema.items()]).with_columns(places)
        aligned = pl.DataFrame({"_row": np.arange(count, dtype=np.int64)})
        self._table = aligned.join(
            stated.unique("_row", keep="last"), on="_row", how="left", maintain_order="left"
        ).drop("_row")

    def gather(self, rows: Rows) -> pl.DataFrame:
        """The values beside these rows."""
        self._settle(int(rows.max()) + 1 if len(rows) else 0)
        return self._table[rows]

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
