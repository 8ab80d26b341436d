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


def gathered(column: pl.Series, places: NDArray[np.int64]) -> pl.Series:
    """The values at these places."""
    return column[pl.Series(places)]


def ticks(column: pl.Series) -> NDArray[np.int64]:
    """[row] the whole numbers behind times (epoch ms) or dates (epoch days); there is no null among them."""
    return column.to_numpy().view(np.int64)
