"""A producer's own repeats: the same event_id at a new offset.

Each customer remembers its last 64 event ids as 64-bit hashes (FNV-1a). What is older is caught by the natural key when facts are
merged. A false match needs two of 65 hashes to be equal: about 2000 / 2^64 for each record.
"""

from __future__ import annotations

import numpy as np
import polars as pl
from numba import njit
from numpy.typing import NDArray

from events.arrow import fnv1a

WINDOW = 64
IDS = np.dtype([("at", "i8"), ("ids", "u8", WINDOW)])


@njit(cache=True, nogil=True)
def _mark_repeats(
    at: NDArray[np.int64],
    ids: NDArray[np.uint64],
    rows: NDArray[np.int64],
    keys: NDArray[np.uint64],
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


def hashes(ids: pl.Series) -> NDArray[np.uint64]:
    """A 64-bit hash of each text, never 0: 0 stands for an empty place."""
    return fnv1a(ids) | np.uint64(1)


class Repeats:
    """The id windows of a shard's customers, one row each."""

    def __init__(self) -> None:
        self.at = np.zeros(1024, np.int64)
        self.ids = np.zeros((1024, WINDOW), np.uint64)

    def find(self, rows: NDArray[np.int64], event_ids: pl.Series) -> NDArray[np.bool_]:
        """True where the customer in that row has had this event before; takes note of the others."""
        self._grow(int(rows.max()) + 1 if len(rows) else 0)
        repeat = np.zeros(len(rows), np.bool_)
        _mark_repeats(self.at, self.ids, rows, hashes(event_ids), repeat)
        return repeat

    def export(self, row: int) -> bytes:
        """One customer's window, newest last, without the empty places."""
        if row >= len(self.at):
            return b""
        kept = min(int(self.at[row]), WINDOW)
        order = [(int(self.at[row]) - kept + i) % WINDOW for i in range(kept)]
        return self.ids[row, order].tobytes()

    def load(self, row: int, data: bytes) -> None:
        """Put a saved window back."""
        self._grow(row + 1)
        ids = np.frombuffer(data, np.uint64)
        self.ids[row, : len(ids)] = ids
        self.at[row] = len(ids)

    def _grow(self, rows: int) -> None:
        if rows > len(self.at):
            more = max(rows, 2 * len(self.at)) - len(self.at)
            self.at = np.concatenate([self.at, np.zeros(more, np.int64)])
            self.ids = np.concatenate([self.ids, np.zeros((more, WINDOW), np.uint64)])
