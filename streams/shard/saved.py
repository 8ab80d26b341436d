"""A customer's saved row: everything that a record can touch, as one string of bytes.

    head (layout, log offset and clock it has seen, lengths) · numbers · accounts · id window · attributes · book

Rows are made and read a page at a time by compiled loops; a book is opened only when its customer is heard of again (streams/shard/book).
"""

from __future__ import annotations

import gc
import json
from collections.abc import Iterator
from contextlib import contextmanager
from zlib import crc32

import numpy as np
import polars as pl
from numpy.typing import NDArray

from events.spans import Spans, joined, longs
from sinks.warehouse import SavedRows
from streams.shard.repeats import WINDOW
from streams.shard.stages import Stages

VERSION = 4
PARTS = ("numbers", "accounts", "ids", "attributes")  # each with its length in the head; the book is what is left
LAYOUT, POSITION, CLOCK, LENGTHS = 0, 1, 2, 3  # the head's whole numbers
HEAD = LENGTHS + len(PARTS)

Longs = NDArray[np.int64]


class LayoutChanged(ValueError):
    """Saved rows are of another layout: rebuild the state from the facts."""


def rows(stages: Stages, which: Longs, seen: tuple[int, int]) -> Spans:
    """The saved rows of these customers, who have seen the log up to `seen`: (offset, clock)."""
    parts = [*stages.features.export(which), stages.repeats.export(which), stages.attributes.pack(which)]
    known = np.tile(np.array([layout(stages), *seen], np.int64), (len(which), 1))
    ids, watches = stages.customers.ids, stages.watches
    books = pl.Series([stages.books.saved(ids[row], watches) for row in which.tolist()], dtype=pl.Binary)
    return joined([longs(np.column_stack([known, *(part.lengths for part in parts)])), *parts, Spans.of(books)])


def parts(saved: Spans) -> tuple[Longs, list[Spans]]:
    """The heads [row, number] and PARTS and the books of saved rows. Raises LayoutChanged where there is no head."""
    if len(saved) and saved.lengths.min() < 8 * HEAD:
        raise LayoutChanged("the saved state is of an older version: rebuild it from the facts (tidewatch rebuild)")
    heads = saved.longs(HEAD)
    _, *found = saved.cut(np.column_stack([np.full(len(saved), 8 * HEAD), heads[:, LENGTHS:]]))
    return heads, found


def readable(stages: Stages, row: bytes) -> bool:
    """Whether a saved row is of this layout."""
    return len(row) >= 8 * HEAD and int.from_bytes(row[:8], "little") == layout(stages)


def layout(stages: Stages) -> int:
    """What a saved row must match: a check sum of the version and of what is kept, by name and shape."""
    attributes = [[name, str(kind)] for name, kind in stages.attributes.schema.items()]
    return crc32(json.dumps([VERSION, stages.features.shape(), WINDOW, attributes, len(stages.watches)]).encode())


def load(stages: Stages, saved: SavedRows, marked: int) -> None:
    """Put saved customers into an empty shard whose mark lies at log offset `marked`. Raises LayoutChanged."""
    stages.expect(saved.count)
    with _uncollected():
        pages = [_load(stages, page, marked) for page in saved.pages]
    places = np.concatenate([places for places, _ in pages]) if pages else np.empty(0, np.int64)
    stages.attributes.unpack(places, [attributes for _, attributes in pages], len(stages.customers))


def _load(stages: Stages, page: pl.DataFrame, marked: int) -> tuple[Longs, Spans]:
    """One page; its customers' places and attributes."""
    places = stages.customers.index(page["customer_id"])
    heads, (numbers, accounts, ids, attributes, books) = parts(Spans.of(page["blob"]))
    if (heads[:, LAYOUT] != layout(stages)).any():
        raise LayoutChanged("the saved state has other features: rebuild it from the facts (tidewatch rebuild)")
    stages.features.load(places, numbers, accounts)
    stages.repeats.load(places, ids)
    names = page["customer_id"].to_list()
    for i in np.flatnonzero(heads[:, POSITION] > marked).tolist():
        stages.ahead[names[i]] = (int(heads[i, POSITION]), int(heads[i, CLOCK]))
    _keep_books(stages, names, books)
    return places, joined([attributes])


def _keep_books(stages: Stages, names: list[str], books: Spans) -> None:
    """Put books beside their customers, unopened, and watch whom they say."""
    kept = np.flatnonzero(books.lengths)
    watched = books.data[books.starts[kept]]
    for place, watch in enumerate(stages.watches):
        watch.customers.update(names[i] for i in kept[watched >> place & 1 == 1].tolist())
    stages.books.keep({name: book for name, book in zip(names, books.texts(), strict=True) if book})


@contextmanager
def _uncollected() -> Iterator[None]:
    """Millions of objects are made here and none is garbage: looking through them again and again would take most of the time."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()
