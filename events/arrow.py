"""The bytes of a text column, without a Python object for each value."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from events.compiled import compiled


def utf8(texts: pl.Series) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """Bytes of all values (String as UTF-8, or Binary) one after the other, and n + 1 bounds; null is empty."""
    if texts.null_count():  # a null may lie on bytes
        texts = texts.fill_null(b"" if texts.dtype == pl.Binary else "")
    arrow = texts.to_arrow(compat_level=pl.CompatLevel.oldest())
    _, offsets, data = arrow.buffers()
    bounds = np.frombuffer(offsets, np.int64)[arrow.offset : arrow.offset + len(texts) + 1]
    return (np.frombuffer(data, np.uint8) if data is not None and data.size else np.zeros(1, np.uint8)), bounds


@compiled
def _fnv1a(data: NDArray[np.uint8], bounds: NDArray[np.int64], out: NDArray[np.uint64]) -> None:
    for i in range(out.shape[0]):
        h = np.uint64(14695981039346656037)
        for j in range(bounds[i], bounds[i + 1]):
            h = (h ^ np.uint64(data[j])) * np.uint64(1099511628211)
        out[i] = h


def fnv1a(texts: pl.Series) -> NDArray[np.uint64]:
    """FNV-1a, 64 bits, of each text: the same on every machine and in every version, so it may be kept in state."""
    data, bounds = utf8(texts)
    out = np.empty(len(texts), np.uint64)
    _fnv1a(data, bounds, out)
    return out
