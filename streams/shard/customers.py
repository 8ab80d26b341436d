"""The customers of a shard: which row each has in the arrays, and the columns rules read beside a record.

Attributes (tier, industry, …) come from the customer's own records; profile columns from the last day close. Both are kept as columns
aligned with the rows, so that adding them to a frame is a gather and never a join.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from events import texts
from events.eager import picks
from events.spans import Spans

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


@lru_cache(64)
def _stated(schema: tuple[tuple[str, pl.DataType], ...], given: tuple[str, ...]) -> list[pl.Expr]:
    """The columns of a schema from a frame that has those given."""
    return [pl.col(name).cast(kind) if name in given else pl.lit(None, kind).alias(name) for name, kind in schema]


class Beside:
    """Columns aligned with the customers' rows. A customer without values has nulls."""

    def __init__(self, schema: dict[str, pl.DataType]) -> None:
        self.schema = schema
        self._table = pl.DataFrame(schema=schema)

    def put(self, rows: Rows, values: pl.DataFrame) -> None:
        """State customers' values. A null says nothing; of what is said of one customer the last holds."""
        said = self._typed(values).with_columns_seq(_row=rows).group_by("_row", maintain_order=True)
        latest = said.agg(pl.all().drop_nulls().last())
        self._reach(int(rows.max()) + 1)
        places = latest["_row"]
        for name in self.schema:
            known, new = self._table[name], latest[name]
            self._table = self._table.with_columns_seq(
                known.scatter(places, new.zip_with(new.is_not_null(), known.gather(places)))
            )

    def put_all(self, rows: Rows, values: pl.DataFrame, count: int) -> None:
        """State many customers' values at once: a day close. Columns that are not given are null."""
        at = np.full(max(count, 1), -1, np.int64)
        at[rows] = np.arange(len(rows))
        places = pl.Series(at[:count]).set(pl.Series(at[:count] < 0), None)
        self._table = self._typed(values).select_seq(pl.all().gather(places))

    def gather(self, rows: Rows, names: Iterable[str]) -> list[pl.Series]:
        """These columns beside these rows; names of other tables are left out."""
        self._reach(int(rows.max()) + 1 if len(rows) else 0)
        places = picks(rows)
        # one by one: a frame's columns are gathered in another thread, for which a step would wait
        return [self._table[name][places] for name in names if name in self.schema]

    def value(self, row: int, name: str) -> Any:
        """One value of one customer."""
        return self._table[name][row] if row < self._table.height else None

    def pack(self, rows: Rows) -> Spans:
        """These customers' values, for the state store."""
        return texts.laid(self.gather(rows, self.schema))

    def unpack(self, rows: Rows, packed: Sequence[Spans], count: int) -> None:
        """Put packed values back, those of all customers at once."""
        columns = [texts.read(page, list(self.schema.values())) for page in packed]
        pages = [pl.DataFrame(dict(zip(self.schema, values, strict=True))) for values in columns]
        if pages:
            self.put_all(rows, pl.concat(pages), count)

    def _typed(self, values: pl.DataFrame) -> pl.DataFrame:
        return values.select_seq(_stated(tuple(self.schema.items()), tuple(values.columns)))

    def _reach(self, count: int) -> None:
        if count > self._table.height:
            empty = pl.DataFrame({name: pl.Series([None], dtype=kind) for name, kind in self.schema.items()})
            more = max(count, 2 * self._table.height) - self._table.height
            # in one piece: from a table of several pieces polars gathers some rows by making one of all of them, every time
            self._table = pl.concat([self._table, empty[np.zeros(more, np.int64)]], rechunk=True)
