"""The accounts of a shard's customers: a row for each, in order of first appearance, and its balance."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from detectors.features.grow import Grown
from events import texts
from events.compiled import compiled
from events.spans import Spans

Longs = NDArray[np.int64]

NONE = -1
SAVED = (pl.String(), pl.Int64())  # an account as it is saved: its name, its balance


class Accounts:
    """Account → row. Every customer's accounts are a chain of rows, the latest first."""

    def __init__(self) -> None:
        self._names: list[str] = []
        self._rows: dict[str, int] = {}
        self._accounts = Grown(balance=((), 0), earlier=((), NONE))
        self._customers = Grown(latest=((), NONE))

    @property
    def balance(self) -> Longs:
        """[row] fen; a view, good until the next `index`."""
        return self._accounts["balance"]

    def index(self, owners: Longs, names: pl.Series) -> Longs:
        """The rows of these accounts; new ones get the next row, and belong to the customer in that place of `owners`."""
        given = names.to_list()
        found = list(map(self._rows.get, given))
        if None in found:
            self._open(given, owners)
            found = list(map(self._rows.get, given))
        return np.fromiter(found, np.int64, len(found))

    def _open(self, names: list[str], owners: Longs) -> None:
        first = len(self._names)
        of = [place for place, name in enumerate(names) if name not in self._rows and self._next(name)]
        owned = owners[of]
        self._accounts.reach(first + len(of))
        self._customers.reach(int(owned.max()) + 1)
        _chain(owned, first, self._customers["latest"], self._accounts["earlier"])

    def _next(self, name: str) -> bool:
        self._rows[name] = len(self._names)
        self._names.append(name)
        return True

    def pack(self, customers: Longs) -> Spans:
        """The accounts of each of these customers, in order of first appearance."""
        self._customers.reach(int(customers.max()) + 1 if len(customers) else 0)
        latest, earlier = self._customers["latest"], self._accounts["earlier"]
        bounds = np.zeros(len(customers) + 1, np.int64)
        _measure(customers, latest, earlier, bounds)
        rows = np.empty(int(bounds[-1]), np.int64)
        _walk(customers, latest, earlier, bounds, rows)
        names = pl.Series([self._names[row] for row in rows.tolist()], dtype=pl.String)
        each = texts.laid([names, pl.Series(self.balance[rows])])
        return each.grouped(np.diff(bounds))

    def unpack(self, customers: Longs, packed: Spans) -> None:
        """Put packed accounts back."""
        each, counts = texts.split(packed, len(SAVED))
        names, balances = texts.read(each, SAVED)
        if len(each):
            rows = self.index(np.repeat(customers, counts), names)
            self.balance[rows] = balances.to_numpy()


@compiled
def _chain(owners: Longs, first: int, latest: Longs, earlier: Longs) -> None:
    for i in range(owners.shape[0]):
        earlier[first + i] = latest[owners[i]]
        latest[owners[i]] = first + i


@compiled
def _measure(customers: Longs, latest: Longs, earlier: Longs, bounds: Longs) -> None:
    for i in range(customers.shape[0]):
        row, count = latest[customers[i]], 0
        while row >= 0:
            row, count = earlier[row], count + 1
        bounds[i + 1] = bounds[i] + count


@compiled
def _walk(customers: Longs, latest: Longs, earlier: Longs, bounds: Longs, rows: Longs) -> None:
    for i in range(customers.shape[0]):
        row = latest[customers[i]]
        for place in range(bounds[i + 1] - 1, bounds[i] - 1, -1):
            rows[place] = row
            row = earlier[row]
