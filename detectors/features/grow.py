"""Arrays with a row for each customer (or account) that grow together."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

Shape = tuple[int, ...]

AT_ONCE = 8192  # rows packed together: about 10 MB


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

    def pack(self, rows: NDArray[np.int64]) -> list[bytes]:
        """These rows, each as the bits of its words that are not empty and then those words. Words are 8 bytes, in the order of `shape`."""
        packed: list[bytes] = []
        for first in range(0, len(rows), AT_ONCE):
            some = rows[first : first + AT_ONCE]
            words = np.concatenate(
                [(a[some] ^ self._columns[n][1]).reshape(len(some), -1) for n, a in self._arrays.items()], axis=1
            )
            bounds, out = np.zeros(len(some) + 1, np.int64), np.zeros(len(some) * _most(words.shape[1]), np.uint8)
            _pack(words, bounds, out)
            data, ends = out[: bounds[-1]].tobytes(), bounds.tolist()
            packed += [data[start:end] for start, end in pairwise(ends)]
        return packed

    def unpack(self, rows: NDArray[np.int64], packed: Sequence[bytes]) -> None:
        """Put packed rows back."""
        self.reach(int(rows.max()) + 1 if len(rows) else 0)
        sizes = {name: int(np.prod(shape)) for name, (shape, _) in self._columns.items()}
        words = np.zeros((len(rows), sum(sizes.values())), np.int64)
        bounds = np.cumsum([0, *map(len, packed)])
        _unpack(np.frombuffer(b"".join(packed) + b" ", np.uint8), bounds, words)
        at = 0
        for name, (shape, empty) in self._columns.items():
            self._arrays[name][rows] = (words[:, at : at + sizes[name]] ^ empty).reshape(len(rows), *shape)
            at += sizes[name]

    def bytes_per_row(self) -> int:
        """Memory of one row."""
        return sum(array[0].nbytes for array in self._arrays.values())

    def _empty(self, name: str, rows: int) -> NDArray[np.int64]:
        shape, value = self._columns[name]
        return np.full((rows, *shape), value, np.int64)


def _most(words: int) -> int:
    """Bytes of a row of so many words when none is empty."""
    return (words + 7) // 8 + 8 * words


@njit(cache=True, nogil=True)
def _pack(words: NDArray[np.int64], bounds: NDArray[np.int64], out: NDArray[np.uint8]) -> None:
    """Words that are 0 (empty) cost a bit. out: zeros, room for every word."""
    at = 0
    for i in range(words.shape[0]):
        bits, at = at, at + (words.shape[1] + 7) // 8
        for k in range(words.shape[1]):
            value = words[i, k]
            if value != 0:
                out[bits + k // 8] |= np.uint8(1 << k % 8)
                for b in range(8):
                    out[at + b] = value >> 8 * b & 255
                at += 8
        bounds[i + 1] = at


@njit(cache=True, nogil=True)
def _unpack(data: NDArray[np.uint8], bounds: NDArray[np.int64], words: NDArray[np.int64]) -> None:
    for i in range(words.shape[0]):
        bits = bounds[i]
        at = bits + (words.shape[1] + 7) // 8
        for k in range(words.shape[1]):
            if data[bits + k // 8] >> k % 8 & 1:
                for b in range(8):
                    words[i, k] |= np.int64(data[at + b]) << 8 * b
                at += 8
