"""Arrays with a row for each customer (or account) that grow together."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from events.compiled import compiled
from events.spans import Octets, Spans

Shape = tuple[int, ...]
Longs = NDArray[np.int64]


class Grown:
    """Named Int64 arrays whose first axis grows by doubling; new rows hold each array's empty value.

    A row's words of all arrays lie beside each other: what is known of one customer is in one place of the memory. An array taken from here
    is a view, good until the next `reach`.
    """

    def __init__(self, **columns: tuple[Shape, int]) -> None:
        self._columns = columns
        self._empty = np.concatenate([np.full(_size(shape), empty, np.int64) for shape, empty in columns.values()])
        self._filled = 0
        self._words = np.empty((0, len(self._empty)), np.int64)
        self.reach(256)

    def __getitem__(self, name: str) -> Longs:
        return self._arrays[name]

    def reach(self, rows: int) -> None:
        """Make room for so many rows."""
        if rows > len(self._words):
            self._make(max(rows, 2 * len(self._words)))
        if rows > self._filled:
            self._words[self._filled : rows] = self._empty
            self._filled = rows

    def expect(self, rows: int) -> None:
        """So many rows will come: room is made once, and costs no memory before they do."""
        if rows > len(self._words):
            self._make(rows)

    def _make(self, rows: int) -> None:
        words = np.empty((rows, len(self._empty)), np.int64)
        if self._filled:
            words[: self._filled] = self._words[: self._filled]
        self._words, self._arrays, at = words, {}, 0
        for name, (shape, _) in self._columns.items():
            part = words[:, at : at + _size(shape)]
            self._arrays[name] = part.reshape(rows, *shape, copy=False)
            at += _size(shape)

    def shape(self) -> list[list[Any]]:
        """What a saved row must match."""
        return [[name, *shape] for name, (shape, _) in self._columns.items()]

    def pack(self, rows: Longs) -> Spans:
        """These rows, each as the bits of its words that are not empty and then those words. Words are 8 bytes, in the order of `shape`."""
        bounds = np.zeros(len(rows) + 1, np.int64)
        _measure(self._words, rows, self._empty, bounds)
        out = np.zeros(max(int(bounds[-1]), 1), np.uint8)
        _pack(self._words, rows, self._empty, bounds, out)
        return Spans.end_to_end(out, bounds)

    def unpack(self, rows: Longs, packed: Spans) -> None:
        """Put packed rows back."""
        self.reach(int(rows.max()) + 1 if len(rows) else 0)
        _unpack(packed.data, packed.starts, rows, self._empty, self._words)

    def bytes_per_row(self) -> int:
        """Memory of one row."""
        return self._empty.nbytes


def _size(shape: Shape) -> int:
    return int(np.prod(shape))


@compiled
def _measure(words: Longs, rows: Longs, empty: Longs, bounds: Longs) -> None:
    """Words that are empty cost a bit."""
    for i in range(rows.shape[0]):
        full = 0
        for k in range(empty.shape[0]):
            full += words[rows[i], k] != empty[k]
        bounds[i + 1] = bounds[i] + (empty.shape[0] + 7) // 8 + 8 * full


@compiled
def _pack(words: Longs, rows: Longs, empty: Longs, bounds: Longs, out: Octets) -> None:
    """out: zeros, room for every word."""
    for i in range(rows.shape[0]):
        bits = bounds[i]
        at = bits + (empty.shape[0] + 7) // 8
        for k in range(empty.shape[0]):
            value = words[rows[i], k] ^ empty[k]
            if value != 0:
                out[bits + k // 8] |= np.uint8(1 << k % 8)
                for b in range(8):
                    out[at + b] = value >> 8 * b & 255
                at += 8


@compiled
def _unpack(data: Octets, starts: Longs, rows: Longs, empty: Longs, words: Longs) -> None:
    for i in range(rows.shape[0]):
        bits = starts[i]
        at = bits + (empty.shape[0] + 7) // 8
        for k in range(empty.shape[0]):
            value = np.int64(0)
            if data[bits + k // 8] >> k % 8 & 1:
                for b in range(8):
                    value |= np.int64(data[at + b]) << 8 * b
                at += 8
            words[rows[i], k] = value ^ empty[k]
