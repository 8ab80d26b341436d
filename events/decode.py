"""From JSON lines to a typed frame: a whole buffer at once, and record by record for what does not fit.

The fast way is `read_ndjson` over the buffer with the stream's wire schema, then vectorised typing. It hides things (DESIGN §4), so
lines it could misread are found by their bytes and read one by one, as is every line of a buffer it refuses. Both ways follow the same
rules, and a property test holds them to it:

- of duplicate keys the first wins; an unknown field never refuses a record and is counted by name (in the first and last line of a
  buffer, and in every line read one by one);
- a number or a truth value given for a text is taken as its text; a number is a double, as JSON interoperates (RFC 8259);
- an object or a list given for a text is WRONG_TYPE; a null is a missing value.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
import polars as pl
from numpy.typing import NDArray

from events import money, times
from events.decode_one import Refused, decode_one
from events.record import derived_id
from events.streams import defaults, fields, frame_schema, natural_key, required, wire_schema

Headers = Callable[[int], Mapping[str, str]]
Mask = NDArray[np.bool_]

BRACE, BRACKET, NEWLINE = 123, 91, 10
CLOUD_EVENT, SURROGATE = b'"specversion"', b"\\ud"
MAX_BYTES = 1_000_000  # a record larger than the log's frame cannot be carried


@dataclass
class Decoded:
    """Good records as a typed frame, with the index each had in the buffer; the others with their reasons."""

    frame: pl.DataFrame
    rows: NDArray[np.int64]
    rejects: list[tuple[int, Refused]] = field(default_factory=list)
    unknown_fields: Counter[str] = field(default_factory=Counter)


def decode(stream: str, buffer: bytes | NDArray[np.uint8], count: int, headers: Headers | None = None) -> Decoded:
    """Decode `count` newline-joined JSON objects of one stream (no empty lines: write `{}` for an empty value)."""
    data = buffer if isinstance(buffer, bytes) else buffer.tobytes()
    if not count:
        return Decoded(pl.DataFrame(schema=frame_schema(stream)), np.zeros(0, np.int64))
    try:
        raw = pl.read_ndjson(data, schema=wire_schema(stream))
    except (pl.exceptions.PolarsError, ValueError):
        return _one_by_one(stream, data, np.arange(count), headers)
    if raw.height != count:
        return _one_by_one(stream, data, np.arange(count), headers)
    frame, good = _typed(stream, raw)
    good &= ~_doubtful(stream, data, count)
    if headers is not None:
        good &= raw["event_id"].is_not_null().to_numpy()  # an id may stand in the headers: binary-mode CloudEvents
    decoded = _finished(stream, frame, good)
    if not good.all():
        decoded = _merged(decoded, _one_by_one(stream, data, np.flatnonzero(~good), headers))
    for line in {data[: data.find(b"\n")], data.rstrip(b"\n").rsplit(b"\n", 1)[-1]}:
        _count_unknown(stream, line, decoded.unknown_fields)
    return decoded


def _typed(stream: str, raw: pl.DataFrame) -> tuple[pl.DataFrame, Mask]:
    """Columns in their frame types, and which rows are whole."""
    columns, good = dict(zip(raw.columns, raw.get_columns(), strict=True)), np.ones(raw.height, np.bool_)
    stated = defaults(stream)
    for name, column in fields(stream).items():
        series = columns[name]
        if series.null_count() == raw.height and name not in stated:
            columns[name] = pl.Series(name, [None], dtype=column.frame).new_from_index(0, raw.height)
            continue
        if column.kind in ("money", "timestamp", "day"):
            series, ok = _convert(column.kind, series, columns)
            good &= ok
        columns[name] = series.fill_null(stated[name]) if name in stated else series
    for name in required(stream):
        good &= columns[name].is_not_null().to_numpy()
    return pl.DataFrame(list(columns.values())), good


def _convert(kind: str, series: pl.Series, columns: dict[str, pl.Series]) -> tuple[pl.Series, Mask]:
    if kind == "money":
        return money.parse(series, columns.get("ccy"))
    return times.parse_times(series) if kind == "timestamp" else times.parse_dates(series)


def _doubtful(stream: str, data: bytes, count: int) -> Mask:
    """Lines that the fast way could misread: nested values, lone surrogates, structured CloudEvents, records too large."""
    raw = np.frombuffer(data, np.uint8)
    doubtful = np.zeros(count, np.bool_)
    nested = int(np.count_nonzero(raw == BRACE)) != count or bool((raw == BRACKET).any())
    large = len(data) > MAX_BYTES
    if not (nested or large or SURROGATE in data or CLOUD_EVENT in data):
        return doubtful
    ends = np.append(np.flatnonzero(raw == NEWLINE), len(raw))[:count]
    braces = np.searchsorted(np.flatnonzero(raw == BRACE), ends)
    doubtful |= np.diff(braces, prepend=0) != 1
    doubtful[np.searchsorted(ends, np.flatnonzero(raw == BRACKET))] = True
    doubtful |= np.diff(ends, prepend=-1) > MAX_BYTES
    for mark in (SURROGATE, CLOUD_EVENT):
        at = data.find(mark)
        while at >= 0:
            doubtful[np.searchsorted(ends, at)] = True
            at = data.find(mark, at + 1)
    return doubtful


def _finished(stream: str, frame: pl.DataFrame, good: Mask) -> Decoded:
    kept = frame if good.all() else frame.filter(good)
    return Decoded(_with_ids(stream, _with_cny(kept)), np.flatnonzero(good))


def _with_cny(frame: pl.DataFrame) -> pl.DataFrame:
    if "amt_cny" not in frame.columns:
        return frame
    same = pl.when(pl.col("ccy") == "CNY").then(pl.col("amount"))
    return frame.with_columns(pl.coalesce("amt_cny", same).alias("amt_cny"))


def _with_ids(stream: str, frame: pl.DataFrame) -> pl.DataFrame:
    missing = frame["event_id"].is_null()
    if not missing.any():
        return frame
    key = natural_key(stream)
    basis = frame.filter(missing).select("op", *(pl.col(name) for name in key if name != "op"))
    ids = pl.Series("event_id", [derived_id(stream, key, row) for row in basis.iter_rows(named=True)], dtype=pl.String)
    return frame.with_columns(frame["event_id"].scatter(missing.arg_true(), ids))


def _one_by_one(stream: str, data: bytes, which: NDArray[np.int64], headers: Headers | None) -> Decoded:
    lines = data.split(b"\n")
    rows, kept, result = [], [], Decoded(pl.DataFrame(), np.zeros(0, np.int64))
    for i in which.tolist():
        try:
            rows.append(decode_one(stream, lines[i], headers(i) if headers else {}, result.unknown_fields))
            kept.append(i)
        except Refused as refused:
            result.rejects.append((i, refused))
    frame = pl.DataFrame(rows, schema=frame_schema(stream), orient="row")
    result.frame, result.rows = _with_ids(stream, _with_cny(frame)), np.array(kept, np.int64)
    return result


def _merged(fast: Decoded, slow: Decoded) -> Decoded:
    """Both parts in the order of the buffer."""
    rows = np.concatenate([fast.rows, slow.rows])
    order = np.argsort(rows, kind="stable")
    frame = pl.concat([fast.frame, slow.frame]) if slow.frame.height else fast.frame
    return Decoded(frame[order] if slow.frame.height else frame, rows[order], slow.rejects, slow.unknown_fields)


def _count_unknown(stream: str, line: bytes, counter: Counter[str]) -> None:
    try:
        decode_one(stream, line, {}, counter)
    except Refused:
        return
