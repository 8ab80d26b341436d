"""Byte strings of many rows in one buffer: laid out, joined and read by compiled loops, without a Python object for each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import polars as pl
import pyarrow as pa
from numpy.typing import NDArray

from events.arrow import utf8
from events.compiled import compiled

Longs = NDArray[np.int64]
Octets = NDArray[np.uint8]


@dataclass(frozen=True)
class Spans:
    """n byte strings: the i-th is `data[starts[i]:ends[i]]`. They may lie anywhere in the buffer, and `data` may be longer than they are."""

    data: Octets
    starts: Longs
    ends: Longs

    @classmethod
    def end_to_end(cls, data: Octets, bounds: Longs) -> Spans:
        """The strings between n + 1 bounds."""
        return cls(data, bounds[:-1], bounds[1:])

    @classmethod
    def of(cls, values: pl.Series) -> Spans:
        """The bytes of a Binary or String column; null is empty."""
        return cls.end_to_end(*utf8(values))

    def __len__(self) -> int:
        return len(self.starts)

    @property
    def lengths(self) -> Longs:
        """Bytes of each."""
        return self.ends - self.starts

    @property
    def bounds(self) -> Longs:
        """The n + 1 bounds of strings that lie end to end."""
        return np.append(self.starts, self.ends[-1:] if len(self) else 0)

    def grouped(self, counts: Longs) -> Spans:
        """So many strings after each other as one; they lie end to end."""
        return Spans.end_to_end(self.data, self.bounds[np.concatenate([[0], np.cumsum(counts)])])

    def series(self, kind: pl.DataType) -> pl.Series:
        """A Binary or String column of them."""
        dense = joined([self])
        arrow = (pa.large_utf8 if kind == pl.String() else pa.large_binary)()
        return pl.Series(
            pa.Array.from_buffers(arrow, len(self), [None, pa.py_buffer(dense.bounds), pa.py_buffer(dense.data)])
        )

    def texts(self) -> list[bytes]:
        """Each as a Python object."""
        dense = joined([self])
        whole = dense.data.tobytes()
        return [whole[start:end] for start, end in pairwise([0, *dense.ends.tolist()])]

    def longs(self, count: int) -> NDArray[np.int64]:
        """[row, k] the first `count` whole numbers of each, 8 bytes each, little-endian."""
        out = np.empty((len(self), count), np.int64)
        _longs(self.data, self.starts, out)
        return out

    def cut(self, lengths: NDArray[np.int64]) -> list[Spans]:
        """Each cut into pieces of these lengths ([row, piece]), and what is left."""
        bounds = np.cumsum(np.column_stack([self.starts, lengths]), axis=1)
        pieces = [Spans(self.data, bounds[:, k], bounds[:, k + 1]) for k in range(lengths.shape[1])]
        return [*pieces, Spans(self.data, bounds[:, -1], self.ends)]


def joined(parts: Sequence[Spans]) -> Spans:
    """The i-th string of every part, one after the other."""
    bounds = np.zeros(len(parts[0]) + 1, np.int64)
    np.cumsum(np.sum([part.lengths for part in parts], axis=0), out=bounds[1:])
    at, out = bounds[:-1].copy(), np.empty(max(int(bounds[-1]), 1), np.uint8)
    for part in parts:
        _append(part.data, part.starts, part.ends, at, out)
    return Spans.end_to_end(out, bounds)


def longs(numbers: NDArray[np.int64]) -> Spans:
    """[row, k] whole numbers as strings of 8 bytes a number, little-endian."""
    data = np.ascontiguousarray(numbers, "<i8")
    return Spans.end_to_end(
        data.reshape(-1).view(np.uint8), np.arange(len(data) + 1, dtype=np.int64) * 8 * data.shape[1]
    )


@compiled
def _append(data: Octets, starts: Longs, ends: Longs, at: Longs, out: Octets) -> None:
    for i in range(starts.shape[0]):
        for j in range(starts[i], ends[i]):
            out[at[i]] = data[j]
            at[i] += 1


@compiled
def _longs(data: Octets, starts: Longs, out: NDArray[np.int64]) -> None:
    for i in range(out.shape[0]):
        for k in range(out.shape[1]):
            value = np.int64(0)
            for b in range(8):
                value |= np.int64(data[starts[i] + 8 * k + b]) << 8 * b
            out[i, k] = value
