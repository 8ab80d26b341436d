"""From the places of values in a buffer to typed columns: one compiled loop a column, no Python object a value.

What a loop cannot read with certainty makes its line doubtful (see events.scan): an amount that is not a plain decimal, a number with more digits
than a double holds, a truth value for a text.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa
from numpy.typing import NDArray

from events.compiled import compiled
from events.fields import Column
from events.money import MINOR_UNITS, minor_at
from events.scan import MINUS, NINE, NULL, POINT, QUOTE, ZERO, Bytes, Mask, Scanned, Spans, hex4
from events.times import NO_DATE, date_at, instant_at

SURE_DIGITS = 15  # every number of so many digits is one double, and its shortest text has the same digits
POWERS = 10.0 ** np.arange(SURE_DIGITS + 1)
ESCAPED = np.zeros(128, np.uint8)
ESCAPED[[34, 92, 47, 98, 102, 110, 114, 116]] = [34, 92, 47, 8, 12, 10, 13, 9]


class Cells:
    """The values of one scanned buffer. `column` also adds to `scanned.doubtful`."""

    def __init__(self, data: Bytes, scanned: Scanned) -> None:
        self._data = data
        self._scanned = scanned
        self._readers: dict[str, Callable[[Spans, Spans], tuple[pa.DataType, list[Any], Mask]]] = {
            "text": self._texts, "code": self._texts, "money": self._amounts, "timestamp": self._instants, "day": self._dates,
            "count": self._counts, "ratio": self._ratios, "flag": self._flags,
        }  # fmt: skip
        self.currencies(None)

    def currencies(self, ccy: pl.Series | None) -> None:
        """Amounts have the minor units of these currencies; stated before the first column of money."""
        if ccy is None or not (ccy != "CNY").any():
            self._digits = np.full(len(self._scanned.doubtful), 2, np.int64)
        else:
            digits = ccy.replace_strict(MINOR_UNITS, default=2, return_dtype=pl.Int64)
            self._digits = digits.fill_null(2).to_numpy()

    def column(self, place: int, name: str, column: Column) -> pl.Series:
        """The field at `place` of the scanned ones; null where it is absent, null or doubtful."""
        starts, lengths = self._scanned.starts[place], self._scanned.lengths[place]
        if (
            column.kind == "texts"
        ):  # a list is nested, so its line is doubtful already; a scalar in its place is a mistake
            self._scanned.doubtful[starts > 0] = True
            return pl.Series(name, [None], dtype=column.frame).new_from_index(0, len(starts))
        kind, buffers, valid = self._readers[column.kind](starts, lengths)
        bits = None if valid.all() else pa.py_buffer(np.packbits(valid, bitorder="little"))
        array = pa.Array.from_buffers(kind, len(starts), [bits, *map(pa.py_buffer, buffers)])
        return pl.Series(name, array)

    # ---- one for each kind of field: Arrow type, Arrow buffers, where there is a value

    def _texts(self, starts: Spans, lengths: Spans) -> tuple[pa.DataType, list[Any], Mask]:
        """Arrow string views: long texts stay where they are in the buffer, and nothing is copied."""
        views, valid = np.zeros((len(starts), 16), np.uint8), np.zeros(len(starts), np.bool_)
        beside = np.empty(max(-int(lengths[lengths < 0].sum()), 1), np.uint8)  # texts with their escapes resolved
        _texts(self._data, starts, lengths, views, beside, valid, self._scanned.doubtful)
        return pa.string_view(), [views, self._data, beside], valid

    def _amounts(self, starts: Spans, lengths: Spans) -> tuple[pa.DataType, list[Any], Mask]:
        out, valid = np.zeros(len(starts), np.int64), np.zeros(len(starts), np.bool_)
        _amounts(self._data, starts, lengths, self._digits, out, valid, self._scanned.doubtful)
        return pa.int64(), [out], valid

    def _instants(self, starts: Spans, lengths: Spans) -> tuple[pa.DataType, list[Any], Mask]:
        out, valid = np.zeros(len(starts), np.int64), np.zeros(len(starts), np.bool_)
        _instants(self._data, starts, lengths, out, valid, self._scanned.doubtful)
        return pa.timestamp("ms", "UTC"), [out], valid

    def _dates(self, starts: Spans, lengths: Spans) -> tuple[pa.DataType, list[Any], Mask]:
        out, valid = np.zeros(len(starts), np.int32), np.zeros(len(starts), np.bool_)
        _dates(self._data, starts, lengths, out, valid, self._scanned.doubtful)
        return pa.date32(), [out], valid

    def _counts(self, starts: Spans, lengths: Spans) -> tuple[pa.DataType, list[Any], Mask]:
        values, points, valid = self._numbers(starts, lengths)
        self._scanned.doubtful[points >= 0] = True
        return pa.int64(), [values], valid

    def _ratios(self, starts: Spans, lengths: Spans) -> tuple[pa.DataType, list[Any], Mask]:
        values, points, valid = self._numbers(starts, lengths)
        return (
            pa.float64(),
            [values / POWERS[np.maximum(points, 0)]],
            valid,
        )  # exact digits over an exact power: correctly rounded

    def _flags(self, starts: Spans, lengths: Spans) -> tuple[pa.DataType, list[Any], Mask]:
        out, valid = np.zeros(len(starts), np.bool_), np.zeros(len(starts), np.bool_)
        _flags(self._data, starts, out, valid, self._scanned.doubtful)
        return pa.bool_(), [np.packbits(out, bitorder="little")], valid

    def _numbers(self, starts: Spans, lengths: Spans) -> tuple[NDArray[np.int64], NDArray[np.int64], Mask]:
        values, points = np.zeros(len(starts), np.int64), np.full(len(starts), -1, np.int64)
        valid = np.zeros(len(starts), np.bool_)
        _numbers(self._data, starts, lengths, values, points, valid, self._scanned.doubtful)
        return values, points, valid


@compiled
def _texts(
    data: Bytes, starts: Spans, lengths: Spans, views: NDArray[np.uint8], beside: Bytes, valid: Mask, doubtful: Mask
) -> None:
    """A whole number given for a text is its digits; other numbers and truth values are doubtful."""
    at = 0
    for i in range(starts.shape[0]):
        start, length = starts[i], lengths[i]
        if start <= 0:
            continue
        valid[i] = data[start - 1] == QUOTE or _whole(data, start, length)
        doubtful[i] |= not valid[i]
        if length < 0:
            end = _unescaped(data, start, -length, beside, at)
            _view(views[i], beside, at, end - at, 1)
            at = end
        elif valid[i]:
            _view(views[i], data, start, length, 0)


@compiled
def _view(view: Bytes, data: Bytes, start: int, length: int, buffer: int) -> None:
    """Arrow's BinaryView: length, then the text itself if it has at most 12 bytes, else its first 4, its buffer and its place there."""
    _int32(view, 0, length)
    if length > 12:
        _int32(view, 8, buffer)
        _int32(view, 12, start)
    for k in range(length if length <= 12 else 4):
        view[4 + k] = data[start + k]


@compiled
def _int32(view: Bytes, at: int, value: int) -> None:
    for k in range(4):
        view[at + k] = value >> 8 * k & 255


@compiled
def _whole(data: Bytes, start: int, length: int) -> bool:
    """Whether a bare value is a whole number whose text is its own bytes."""
    for k in range(start, start + length):
        if not (ZERO <= data[k] <= NINE) and not (k == start and data[k] == MINUS and data[k + 1] != ZERO):
            return False
    return length <= SURE_DIGITS


@compiled
def _unescaped(data: Bytes, start: int, length: int, out: Bytes, at: int) -> int:
    """Write a text with its escapes resolved; returns where it ends. Escapes are right and no surrogates: the scan has seen to it."""
    p, end = start, start + length
    while p < end:
        if data[p] != 92:
            out[at] = data[p]
            p, at = p + 1, at + 1
        elif data[p + 1] != 117:
            out[at] = ESCAPED[data[p + 1]]
            p, at = p + 2, at + 1
        else:
            at = _utf8(hex4(data, p + 2), out, at)
            p += 6
    return at


@compiled
def _utf8(code: int, out: Bytes, at: int) -> int:
    """Write one character below U+10000."""
    if code < 0x80:
        out[at] = code
        return at + 1
    if code < 0x800:
        out[at], out[at + 1] = 0xC0 | code >> 6, 0x80 | code & 0x3F
        return at + 2
    out[at], out[at + 1], out[at + 2] = 0xE0 | code >> 12, 0x80 | code >> 6 & 0x3F, 0x80 | code & 0x3F
    return at + 3


@compiled
def _amounts(
    data: Bytes, starts: Spans, lengths: Spans, digits: NDArray[np.int64], out: NDArray[np.int64], valid: Mask, doubtful: Mask
) -> None:  # fmt: skip
    for i in range(starts.shape[0]):
        start, length = starts[i], lengths[i]
        if start > 0:
            sure = length >= 0 and (data[start - 1] == QUOTE or length <= SURE_DIGITS + 1)
            if sure:
                out[i], valid[i] = minor_at(data, start, start + length, digits[i])
            doubtful[i] |= not valid[i]


@compiled
def _instants(data: Bytes, starts: Spans, lengths: Spans, out: NDArray[np.int64], valid: Mask, doubtful: Mask) -> None:
    for i in range(starts.shape[0]):
        if starts[i] > 0:
            if lengths[i] >= 0:
                out[i], valid[i] = instant_at(data, starts[i], starts[i] + lengths[i])
            doubtful[i] |= not valid[i]


@compiled
def _dates(data: Bytes, starts: Spans, lengths: Spans, out: NDArray[np.int32], valid: Mask, doubtful: Mask) -> None:
    for i in range(starts.shape[0]):
        if starts[i] > 0:
            day = date_at(data, starts[i]) if lengths[i] == 10 else NO_DATE
            valid[i] = day != NO_DATE
            doubtful[i] |= not valid[i]
            out[i] = day if valid[i] else 0


@compiled
def _flags(data: Bytes, starts: Spans, out: Mask, valid: Mask, doubtful: Mask) -> None:
    for i in range(starts.shape[0]):
        start = starts[i]
        if start > 0:
            valid[i] = data[start - 1] != QUOTE and data[start] >= 102  # t, f; no number begins so
            out[i] = data[start] == 116
            doubtful[i] |= not valid[i]


@compiled
def _numbers(
    data: Bytes, starts: Spans, lengths: Spans, values: NDArray[np.int64], points: NDArray[np.int64], valid: Mask, doubtful: Mask
) -> None:  # fmt: skip
    """Digits of numbers as whole numbers, and how many of them stand behind a point (−1: there is none)."""
    for i in range(starts.shape[0]):
        start, value = starts[i], np.int64(0)
        if start <= NULL or start == 0:
            continue
        bare = data[start - 1] != QUOTE and data[start] < 102 and lengths[i] <= SURE_DIGITS
        for p in range(start, start + lengths[i] if bare else start):
            if data[p] == POINT:
                points[i] = 0
            elif data[p] != MINUS:
                value = value * 10 + (data[p] - ZERO)
                points[i] += points[i] >= 0
        values[i] = -value if data[start] == MINUS else value
        valid[i] = bare
        doubtful[i] |= not bare
