"""A producer's own repeats: the same event_id at a new offset.

Each customer remembers its last 64 event ids as 64-bit hashes (FNV-1a). What is older is caught by the natural key when facts are
merged. A false match needs two of 65 hashes to be equal: about 2000 / 2^64 for each record.
"""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from detectors.features.grow import Grown
from events.arrow import fnv1a
from events.compiled import compiled
from events.spans import Spans

WINDOW = 64


@compiled
def _mark_repeats(
    at: NDArray[np.int64],
    ids: NDArray[np.int64],
    rows: NDArray[np.int64],
    keys: NDArray[np.int64],
    repeat: NDArray[np.bool_],
) -> None:
    for i in range(rows.shape[0]):
        r = rows[i]
        for j in range(ids.shape[1]):
            if ids[r, j] == keys[i]:
                repeat[i] = True
                break
        if not repeat[i]:
            ids[r, at[r] % ids.shape[1]] = keys[i]
            at[r] += 1


def hashes(ids: pl.Series) -> NDArray[np.int64]:
    """A 64-bit hash of each text, never 0: 0 stands for an empty place."""
    return (fnv1a(ids) | np.uint64(1)).view(np.int64)


class Repeats:
    """The id windows of a shard's customers, one row each: how many ids there have been, and a ring of the last."""

    def __init__(self) -> None:
        self._windows = Grown(at=((), 0), ids=((WINDOW,), 0))

    def expect(self, customers: int) -> None:
        """So many customers will come."""
        self._windows.expect(customers)

    def find(self, rows: NDArray[np.int64], event_ids: pl.Series) -> NDArray[np.bool_]:
        """True where the customer in that row has had this event before; takes note of the others."""
        self._windows.reach(int(rows.max()) + 1 if len(rows) else 0)
        repeat = np.zeros(len(rows), np.bool_)
        _mark_repeats(self._windows["at"], self._windows["ids"], rows, hashes(event_ids), repeat)
        return repeat

    def export(self, rows: NDArray[np.int64]) -> Spans:
        """These customers' windows, for the state store."""
        self._windows.reach(int(rows.max()) + 1 if len(rows) else 0)
        return self._windows.pack(rows)

    def load(self, rows: NDArray[np.int64], saved: Spans) -> None:
        """Put saved windows back."""
        self._windows.unpack(rows, saved)
