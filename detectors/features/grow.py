"""Arrays with a row for each customer (or account) that grow together."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Shape = tuple[int, ...]


class Grown:
    """Named Int64 arrays whose first axis grows by doubling; new rows hold each array's empty value."""

    def __init__(self, **columns: tuple[Shape, int]) -> None:
        self._columns = columns
        self._arrays = {name: self._empty(name, 256) for name in columns}
        self._rows = 256

    def __getitem__(self, name: str) -> NDArray[np.int64]:
        return self._arrays[name]

    def reach(self, rows: int) -> None:
        """Make room for so many rows."""
        if rows > self._rows:
            more = max(rows, 2 * self._rows) - self._rows
            self._arrays = {n: np.concatenate([a, self._empty(n, more)]) for n, a in self._arrays.items()}
            self._rows += more

    def shape(self) -> list[list[Any]]:
        """What a saved row must match."""
        return [[name, *shape] for name, (shape, _) in self._columns.items()]

    def export(self, row: int) -> list[bytes]:
        """One row, array by array. Arrays that are still empty cost one byte."""
        return [b"" if (a[row] == self._columns[n][1]).all() else a[row].tobytes() for n, a in self._arrays.items()]

    def load(self, row: int, values: list[bytes]) -> None:
        """Put a saved row back."""
        for (name, array), data in zip(self._arrays.items(), values, strict=True):
            if data:
                array[row] = np.frombuffer(data, np.int64).reshape(self._columns[name][0])

    def bytes_per_row(self) -> int:
        """Memory of one row."""
        return sum(array[0].nbytes for array in self._arrays.values())

    def _empty(self, name: str, rows: int) -> NDArray[np.int64]:
        shape, value = self._columns[name]
        return np.full((rows, *shape), value, np.int64)
