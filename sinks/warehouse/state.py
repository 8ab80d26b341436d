"""A shard's saved state. Rows first, mark last; read the other way round; the higher version wins whoever writes later."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import msgspec
import polars as pl

from sinks.warehouse.base import Warehouse

EPOCH_SHIFT = 44  # 2^44 log offsets an epoch: the epoch rises when the log topic is made anew
PAGE = 25_000  # customers read at once: about 100 MB at 4 KB each
FIRST = ""  # before the first customer, which may be nobody: what is found of a feed is kept under no name

MARK = "SELECT version, payload FROM shard_mark FINAL WHERE log_partition = {partition}"
MARKS = "SELECT log_partition, version, payload FROM shard_mark FINAL"
ANY = (
    "SELECT blob FROM shard_state FINAL WHERE log_partition = {partition} "
    "AND customer_id = (SELECT min(customer_id) FROM shard_state WHERE log_partition = {partition})"
)
NEWER = "ALTER TABLE shard_state DELETE WHERE log_partition = [partition] AND version > [version] SETTINGS mutations_sync = 1"
NAMES = "SELECT DISTINCT customer_id FROM shard_state WHERE log_partition = {partition} ORDER BY customer_id"
ROWS = (
    "SELECT customer_id, version, blob FROM shard_state FINAL "
    "WHERE log_partition = {partition} AND (customer_id > {after} OR {after} = '') AND customer_id <= {to}"
)


@dataclass(frozen=True)
class Mark:
    """Where a shard stands. `version` orders marks and rows of one partition: (epoch, log offset)."""

    version: int
    payload: dict[str, Any]


@dataclass(frozen=True)
class SavedRows:
    """Customers of one partition: how many, and their rows by pages of (customer_id, version UInt64, blob Binary)."""

    count: int
    pages: Iterator[pl.DataFrame]


def version_of(epoch: int, offset: int) -> int:
    """One number that grows with the log, whatever its epoch. The beginning, offset −1, is 0."""
    return (epoch << EPOCH_SHIFT) + offset + 1


class StateStore:
    """State rows of all partitions in one warehouse. Blocks; call it in a thread."""

    def __init__(self, warehouse: Warehouse) -> None:
        self._warehouse = warehouse
        warehouse.migrate()

    def load(self, partition: int) -> tuple[Mark | None, SavedRows]:
        """The mark, then the customers' rows. Rows may be newer than the mark, never older."""
        mark = self.mark(partition)
        ids = self.names(partition)
        lasts = [*ids[PAGE - 1 :: PAGE], *ids[-1:]]
        return mark, SavedRows(len(ids), self._rows(partition, list(dict.fromkeys(lasts))))

    def mark(self, partition: int) -> Mark | None:
        """Where a shard stands, None when it has never been saved."""
        found = self._warehouse.query(MARK, partition=partition)
        marks = [Mark(row["version"], msgspec.json.decode(row["payload"])) for row in found.to_dicts()]
        return marks[0] if marks else None

    def marks(self) -> dict[int, Mark]:
        """Where every shard stands that has ever been saved, by log partition."""
        found = self._warehouse.query(MARKS).to_dicts()
        return {row["log_partition"]: Mark(row["version"], msgspec.json.decode(row["payload"])) for row in found}

    def names(self, partition: int) -> list[str]:
        """The customers of whom there is a row."""
        found = self._warehouse.query(NAMES, partition=partition)
        return found["customer_id"].to_list() if found.height else []

    def any_row(self, partition: int) -> bytes | None:
        """Some customer's saved row: all are of one layout. None when there is none."""
        found = self._warehouse.query_raw(ANY, partition=partition)
        return bytes(found["blob"][0]) if found.height else None

    def replace(self, partition: int, rows: Sequence[tuple[str, bytes]], mark: Mark) -> None:
        """Other rows in the place of all that there are, under the mark they have. Cut short it is to be done again: the mark stays."""
        newer = NEWER.replace("[partition]", str(partition)).replace("[version]", str(mark.version))
        self._warehouse.execute(newer)
        self.save(partition, rows, mark)

    def _rows(self, partition: int, lasts: Sequence[str]) -> Iterator[pl.DataFrame]:
        """A page for each of these last customers; while one is taken in, the next is read."""

        def page(after: str, to: str) -> pl.DataFrame:
            return self._warehouse.query_raw(ROWS, partition=partition, after=after, to=to)

        with ThreadPoolExecutor(1) as ahead:
            coming = None
            for after, to in pairwise([FIRST, *lasts]):
                read, coming = coming, ahead.submit(page, after, to)
                if read is not None:
                    yield _named(read.result())
            if coming is not None:
                yield _named(coming.result())

    def save(self, partition: int, rows: Sequence[tuple[str, bytes]], mark: Mark) -> None:
        """Store customers' rows and then the mark, all under the mark's version."""
        if rows:
            frame = pl.DataFrame(
                {"customer_id": [name for name, _ in rows], "blob": [blob for _, blob in rows]},
                schema={"customer_id": pl.String, "blob": pl.Binary},
            ).with_columns(log_partition=pl.lit(partition, pl.Int64), version=pl.lit(mark.version, pl.UInt64))
            self._warehouse.insert("shard_state", frame)
        payload = msgspec.json.encode(mark.payload).decode()
        columns = {"log_partition": [partition], "version": [mark.version], "payload": [payload]}
        types = {"log_partition": pl.Int64(), "version": pl.UInt64(), "payload": pl.String()}
        self._warehouse.insert("shard_mark", pl.DataFrame(columns, schema=types))


def _named(page: pl.DataFrame) -> pl.DataFrame:
    return page.with_columns(pl.col("customer_id").cast(pl.String))
