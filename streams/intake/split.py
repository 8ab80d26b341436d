"""From customer to log partition: stable for ever, so that a customer's state and its records meet in every version of the product.

The partition is CRC-32 (as in zlib) of the id's UTF-8 bytes, modulo the number of partitions.
"""

from __future__ import annotations

from zlib import crc32

import numpy as np
import polars as pl
from numpy.typing import NDArray

from streams.intake.pool import remembered

REMEMBERED = 1_000_000  # ids, ~100 B each

_hashes: dict[str | None, int] = {None: 0}  # a pure function's memory


def partition_of(key: str | None, partitions: int) -> int:
    """The log partition of one customer (of a prospect: its USCC)."""
    return _hash(key) % partitions if key is not None else 0


def partitions_of(keys: pl.Series, partitions: int) -> NDArray[np.int64]:
    """The log partition of each key of a column."""
    if partitions == 1:
        return np.zeros(len(keys), np.int64)
    if len(_hashes) > REMEMBERED:
        _hashes.clear()
        _hashes[None] = 0
    return remembered(keys, _hashes, _hash) % partitions


def _hash(key: str) -> int:
    return crc32(key.encode())


def split(frame: pl.DataFrame, partitions: int) -> dict[int, pl.DataFrame]:
    """The rows of each log partition, in the order they had. Rows of no customer go to partition 0."""
    if frame.is_empty():
        return {}
    if partitions == 1:
        return {0: frame}
    return by_partition(frame, partitions_of(frame["customer_id"], partitions))


def by_partition(frame: pl.DataFrame, where: NDArray[np.int64]) -> dict[int, pl.DataFrame]:
    """The rows of each partition when it is known for each row."""
    order = np.argsort(where, kind="stable")
    found, starts = np.unique(where[order], return_index=True)
    ends = np.append(starts[1:], len(where))
    if len(found) == 1:
        return {int(found[0]): frame}
    ordered = frame[order]
    return {int(p): ordered[int(a) : int(b)] for p, a, b in zip(found, starts, ends, strict=True)}
