"""Texts as small numbers: the hot path compares and gathers integers, and turns them back into text at the end."""

from __future__ import annotations

from collections.abc import Callable, Iterable, MutableMapping
from itertools import repeat

import numpy as np
import polars as pl
from numpy.typing import NDArray

from events.eager import gathered, present

Codes = NDArray[np.int64]
Flags = NDArray[np.bool_]

RECHUNK_AT = 16  # pieces of the text column: more would make gathering slow


def remembered(column: pl.Series, memory: MutableMapping[str | None, int], work_out: Callable[[str], int]) -> Codes:
    """A number for each text: from memory, and worked out once for each text that is not there."""
    if column.null_count() == len(column):
        return np.full(len(column), memory.get(None, 0), np.int64)
    texts = column.to_list()
    found = list(map(memory.get, texts))
    if None in found:
        memory.update((text, work_out(text)) for text in set(texts).difference(memory))
        found = list(map(memory.get, texts))
    return np.fromiter(found, np.int64, len(found))


def filled(column: pl.Series, other: pl.Series) -> pl.Series:
    """The column with its nulls filled from another; cheap where it has none, or nothing else."""
    nulls = column.null_count()
    if nulls == 0:
        return column
    return other if nulls == len(column) else column.zip_with(pl.Series(present(column)), other)


class Pool:
    """Every text it has seen, numbered from 1 in order of arrival. 0 is no text, and any text it does not know."""

    def __init__(self, texts: Iterable[str] = ()) -> None:
        self._codes: dict[str | None, int] = {None: 0}
        self._texts: list[str | None] = [None]
        self._column = pl.Series(self._texts, dtype=pl.String)
        for text in texts:
            self.add(text)

    def __len__(self) -> int:
        return len(self._texts)

    def add(self, text: str | None) -> int:
        """The number of a text, which is taken in if it is new."""
        code = self._codes.get(text)
        if code is None:
            code = self._codes[text] = len(self._texts)
            self._texts.append(text)
        return code

    def code(self, text: str | None) -> int:
        """The number of a text, 0 if unknown."""
        return self._codes.get(text, 0)

    def codes(self, column: pl.Series) -> Codes:
        """The number of each text of a column, 0 where unknown or null."""
        if column.null_count() == len(column):
            return np.zeros(len(column), np.int64)
        return np.fromiter(list(map(self._codes.get, column.to_list(), repeat(0))), np.int64, len(column))

    def add_all(self, column: pl.Series) -> Codes:
        """The number of each text of a column; new ones are taken in."""
        return np.fromiter(map(self.add, column.to_list()), np.int64, len(column))

    def text(self, code: int) -> str | None:
        """The text of one number."""
        return self._texts[code]

    def texts(self, codes: Codes) -> pl.Series:
        """The texts of many numbers, null for 0."""
        if len(self._column) < len(self._texts):
            self._column = self._column.append(pl.Series(self._texts[len(self._column) :], dtype=pl.String))
            if self._column.n_chunks() > RECHUNK_AT:
                self._column = self._column.rechunk()
        return gathered(self._column, codes)


class Attributes:
    """What is known of things that have numbers: one growing column of numbers for each attribute."""

    def __init__(self, *names: str) -> None:
        self._columns = {name: np.zeros(1024, np.int64) for name in names}

    def __getitem__(self, name: str) -> Codes:
        return self._columns[name]

    def grow(self, size: int) -> None:
        """Make room for numbers below `size`."""
        for name, column in self._columns.items():
            if size > len(column):
                more = max(size, 2 * len(column)) - len(column)
                self._columns[name] = np.concatenate([column, np.zeros(more, np.int64)])
