"""Texts of a row laid end to end, each behind its length: columns become one string a row, and columns again, without an object a value.

A text is its length + 1 in four bytes (0: null), then its UTF-8. A whole number is its digits; True is "1".
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from events.compiled import compiled
from events.spans import Longs, Octets, Spans, joined

HEAD = 4  # bytes of a text's length


def laid(columns: Sequence[pl.Series]) -> Spans:
    """One string a row: its values in the order of the columns (String, Int64 or Boolean)."""
    return joined([part for column in columns for part in _with_length(column)])


def read(rows: Spans, kinds: Sequence[pl.DataType]) -> list[pl.Series]:
    """The values of each row, a column for each kind."""
    at, columns = rows.starts.copy(), []
    for kind in kinds:
        ends, known = np.empty(len(rows), np.int64), np.empty(len(rows), np.bool_)
        starts = at + HEAD
        _step(rows.data, at, ends, known)
        text = Spans(rows.data, starts, ends).series(pl.String())
        columns.append(
            _valued(text if known.all() else text.zip_with(pl.Series(known), pl.Series([None], dtype=pl.String)), kind)
        )
    return columns


def split(rows: Spans, texts: int) -> tuple[Spans, Longs]:
    """Strings that are many rows of so many texts each, as those rows; and how many each string had."""
    counts = np.zeros(len(rows), np.int64)
    _count(rows.data, rows.starts, rows.ends, texts, counts)
    starts, ends = np.empty(int(counts.sum()), np.int64), np.empty(int(counts.sum()), np.int64)
    _split(rows.data, rows.starts, counts, texts, starts, ends)
    return Spans(rows.data, starts, ends), counts


def _with_length(column: pl.Series) -> tuple[Spans, Spans]:
    text = (column.cast(pl.Int8) if column.dtype == pl.Boolean else column).cast(pl.String)
    spans = Spans.of(text)
    lengths = np.where(text.is_null().to_numpy(), 0, spans.lengths + 1).astype("<u4")
    return Spans.end_to_end(lengths.view(np.uint8), np.arange(len(text) + 1, dtype=np.int64) * HEAD), spans


def _valued(text: pl.Series, kind: pl.DataType) -> pl.Series:
    return text.cast(pl.Int8).cast(kind) if kind == pl.Boolean() else text.cast(kind)


@compiled
def _length(data: Octets, at: int) -> int:
    value = np.int64(0)
    for b in range(HEAD):
        value |= np.int64(data[at + b]) << 8 * b
    return int(value)


@compiled
def _past(data: Octets, at: int) -> int:
    """Where the text at this place ends."""
    return at + HEAD + max(_length(data, at) - 1, 0)


@compiled
def _step(data: Octets, at: Longs, ends: Longs, known: NDArray[np.bool_]) -> None:
    """Past the text at each place: where it ends, and whether there is one."""
    for i in range(at.shape[0]):
        known[i] = _length(data, at[i]) > 0
        at[i] = _past(data, at[i])
        ends[i] = at[i]


@compiled
def _count(data: Octets, starts: Longs, ends: Longs, texts: int, counts: Longs) -> None:
    for i in range(starts.shape[0]):
        at, found = starts[i], 0
        while at < ends[i]:
            at = _past(data, at)
            found += 1
        counts[i] = found // texts


@compiled
def _split(data: Octets, places: Longs, counts: Longs, texts: int, starts: Longs, ends: Longs) -> None:
    row = 0
    for i in range(places.shape[0]):
        at = places[i]
        for _ in range(counts[i]):
            starts[row] = at
            for _ in range(texts):
                at = _past(data, at)
            ends[row] = at
            row += 1
