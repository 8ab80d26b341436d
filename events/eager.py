"""What polars does by a query of its own for each Series method, done at once: a live fetch has few rows, and forty queries for them."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray


def present(column: pl.Series) -> NDArray[np.bool_]:
    """[row] whether there is a value."""
    nulls = column.null_count()
    if 0 < nulls < len(column):
        return column.is_not_null().to_numpy()
    return np.full(len(column), not nulls)


def picks(places: NDArray[np.int64]) -> pl.Series:
    """Places, none of them negative, as polars takes them without looking at each."""
    return pl.Series(places.astype(np.uint32))


def gathered(column: pl.Series, places: NDArray[np.int64]) -> pl.Series:
    """The values at these places, none of them negative."""
    return column[picks(places)]


def ticks(column: pl.Series) -> NDArray[np.int64]:
    """[row] the whole numbers behind times (epoch ms) or dates (epoch days); the smallest number of all for a null."""
    return column.to_numpy().view(np.int64)


def longs(column: pl.Series) -> NDArray[np.int64]:
    """[row] whole numbers, null as 0. What is whole already is not copied."""
    nulls = column.null_count()
    if nulls == len(column):
        return np.zeros(nulls, np.int64)
    if column.dtype == pl.Int64 and not nulls:
        return column.to_numpy()
    return column.fill_null(0).cast(pl.Int64).to_numpy()


def truths(column: pl.Series) -> NDArray[np.bool_]:
    """[row] truth values, null as false."""
    nulls = column.null_count()
    if nulls == len(column):
        return np.zeros(nulls, np.bool_)
    return (column.fill_null(False) if nulls else column).to_numpy()


def beside(frame: pl.DataFrame, *columns: pl.Series) -> pl.DataFrame:
    """The frame with these columns behind its own, or in the place of those of the same name."""
    places = {name: i for i, name in enumerate(frame.columns)}
    frame = frame.hstack([column for column in columns if column.name not in places])
    for column in columns:
        if column.name in places:
            frame.replace_column(places[column.name], column)  # of the new frame: the one given stays as it is
    return frame


def constant(name: str, value: str | int, rows: int) -> pl.Series:
    """A column that says the same in every row: text or Int64."""
    return pl.Series(name, [value]).new_from_index(0, rows)
