"""From JSON lines to a typed frame: a whole buffer at once, and record by record for what does not fit.

The fast way is one compiled scan over the buffer (events.scan) and one compiled loop for each column (events.cells). Both take only what is
certain; lines that hold anything else are read one by one. Both ways follow the same rules, and a property test holds them to it:

- of duplicate keys the first wins; an unknown field never refuses a record and is counted by name (in the first and last line of a
  buffer, and in every line read one by one);
- a number or a truth value given for a text is taken as its text; a number is a double, as JSON interoperates (RFC 8259);
- an object or a list given for a text is WRONG_TYPE; a null is a missing value.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache

import numpy as np
import polars as pl
from numpy.typing import NDArray

from events.cells import Cells
from events.decode_one import Refused, count_unknown, decode_one
from events.eager import beside
from events.record import derived_id
from events.scan import Mask, Scanned, scan
from events.streams import defaults, fields, frame_schema, natural_key, required

Headers = Callable[[int], Mapping[str, str]]

LOOKED_AT = 8192  # bytes of the first and the last line that are looked at for unknown fields


@dataclass
class Decoded:
    """Good records as a typed frame, with the index each had in the buffer; the others with their reasons."""

    frame: pl.DataFrame
    rows: NDArray[np.int64]
    rejects: list[tuple[int, Refused]] = field(default_factory=list)
    unknown_fields: Counter[str] = field(default_factory=Counter)


def decode(stream: str, buffer: bytes | NDArray[np.uint8], count: int, headers: Headers | None = None) -> Decoded:
    """Decode `count` newline-joined JSON objects of one stream (no empty lines: write `{}` for an empty value)."""
    data = np.frombuffer(buffer, np.uint8)
    if not count:
        return Decoded(pl.DataFrame(schema=frame_schema(stream)), np.zeros(0, np.int64))
    scanned = scan(data, count, list(fields(stream)))
    if scanned.lines != count:
        return _one_by_one(stream, data, np.arange(count), headers)
    frame = _typed(stream, Cells(data, scanned), scanned)
    good = ~scanned.doubtful
    for name in required(stream):
        if frame[name].null_count():
            good &= frame[name].is_not_null().to_numpy()
    if headers is not None:
        good &= frame["event_id"].is_not_null().to_numpy()  # an id may stand in the headers: binary-mode CloudEvents
    decoded = _finished(stream, frame, good)
    if not good.all():
        decoded = _merged(decoded, _one_by_one(stream, data, np.flatnonzero(~good), headers))
    for line in _first_and_last(data):
        count_unknown(stream, line, decoded.unknown_fields)
    return decoded


def _typed(stream: str, cells: Cells, scanned: Scanned) -> pl.DataFrame:
    """Every column of the stream in its frame type. Fields that no line has cost nothing."""
    known, stated, count = fields(stream), defaults(stream), len(scanned.doubtful)
    columns = {name: empty.new_from_index(0, count) for name, empty in _empty(stream).items()}
    present = {name: place for place, name in enumerate(known) if scanned.present[place]}
    for name in sorted(present, key=lambda name: name != "ccy"):
        column = cells.column(present[name], name, known[name])
        columns[name] = column.fill_null(stated[name]) if name in stated and column.null_count() else column
        if name == "ccy":
            cells.currencies(column)
    return pl.DataFrame(list(columns.values()))


@cache
def _empty(stream: str) -> dict[str, pl.Series]:
    """One value of each column as it is where no line has the field: its default, or null."""
    stated = defaults(stream)
    return {name: pl.Series(name, [stated.get(name)], dtype=kind) for name, kind in frame_schema(stream).items()}


def _first_and_last(data: NDArray[np.uint8]) -> set[bytes]:
    """Without copying the buffer; of a longer line a part that is no record."""
    head, tail = data[:LOOKED_AT].tobytes(), data[-LOOKED_AT:].tobytes()
    return {head.split(b"\n", 1)[0], tail.rstrip(b"\n").rsplit(b"\n", 1)[-1]}


def _finished(stream: str, frame: pl.DataFrame, good: Mask) -> Decoded:
    kept = frame if good.all() else frame.filter(good)
    return Decoded(_with_ids(stream, _with_cny(kept)), np.flatnonzero(good))


def _with_cny(frame: pl.DataFrame) -> pl.DataFrame:
    if "amt_cny" not in frame.columns:
        return frame
    if frame["amt_cny"].null_count() == frame.height and not (frame["ccy"] != "CNY").any():
        return beside(frame, frame["amount"].alias("amt_cny"))
    same = pl.when(pl.col("ccy") == "CNY").then(pl.col("amount"))
    return frame.with_columns_seq(pl.coalesce("amt_cny", same).alias("amt_cny"))


def _with_ids(stream: str, frame: pl.DataFrame) -> pl.DataFrame:
    if not frame["event_id"].null_count():
        return frame
    missing = frame["event_id"].is_null()
    key = natural_key(stream)
    basis = frame.filter(missing).select_seq("op", *(pl.col(name) for name in key if name != "op"))
    ids = pl.Series("event_id", [derived_id(stream, key, row) for row in basis.iter_rows(named=True)], dtype=pl.String)
    return frame.with_columns_seq(frame["event_id"].scatter(missing.arg_true(), ids))


def _one_by_one(stream: str, data: NDArray[np.uint8], which: NDArray[np.int64], headers: Headers | None) -> Decoded:
    lines = data.tobytes().split(b"\n")
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
