"""How the engine stands, read from the marks its shards leave in the warehouse: the bank's moment, days, customers that have moved."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from itertools import chain
from typing import Any

from sinks.warehouse import Mark, StateStore, Warehouse

PARTITIONS = "SELECT DISTINCT log_partition FROM shard_mark ORDER BY log_partition"
MOVED = "SELECT DISTINCT customer_id FROM shard_state WHERE log_partition = {partition} AND version > {since}"
NEWS = (
    "SELECT DISTINCT '[table]' AS told, customer_id FROM [table] WHERE version >= {since} AND customer_id IN ([moved])"
)
ENTRIES = "txn"  # whose state has moved may have entries: a query would read two years of them


@dataclass(frozen=True)
class Standing:
    """One shard's mark, and when this process first saw it (epoch seconds)."""

    partition: int
    mark: Mark
    seen: float

    @property
    def clock(self) -> int:
        """The bank's moment there, epoch ms; 0 before its first record."""
        return max(int(self.mark.payload["clock"]), 0)


@dataclass
class Pulse:
    """All shards' marks. `look` and `feel` look again; the rest is what they saw. One thread calls them, any reads. `tables`: those of
    which it is to be known of whom they have something new."""

    warehouse: Warehouse
    tables: Collection[str] = ()
    shards: dict[int, Standing] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._store = StateStore(self.warehouse)
        self._felt: dict[int, int] | None = None  # up to which mark's version, by partition

    def look(self) -> None:
        """Look at the marks. Raises WarehouseDown."""
        for partition in self.warehouse.query(PARTITIONS)["log_partition"].to_list():
            mark, before = self._store.mark(partition), self.shards.get(partition)
            if mark is not None and (before is None or before.mark.version != mark.version):
                self.shards[partition] = Standing(partition, mark, time.time())

    def feel(self) -> dict[str, set[str]]:
        """Look at the marks; returns the customers of whom rows have been stored since the last look, by table. Raises WarehouseDown: the
        next look tells of them."""
        self.look()
        marks = {partition: one.mark.version for partition, one in self.shards.items()}
        felt = marks if self._felt is None else self._felt
        found = [
            self.warehouse.query(self._news, partition=partition, since=felt.get(partition, 0)).rows()
            for partition, version in marks.items()
            if version != felt.get(partition, 0)
        ]
        self._felt = marks
        news: dict[str, set[str]] = defaultdict(set)
        for table, customer in chain(*found):
            news[table].add(customer)
        return news

    @property
    def _news(self) -> str:
        entered = f"SELECT '{ENTRIES}' AS told, customer_id FROM ({MOVED})"
        told = [NEWS.replace("[table]", table).replace("[moved]", MOVED) for table in self.tables]
        return " UNION ALL ".join([entered, *told])

    @property
    def clock(self) -> int:
        """The bank's present moment, epoch ms: the furthest shard's; 0 while nothing has come."""
        return max((one.clock for one in self.shards.values()), default=0)

    @property
    def day(self) -> date | None:
        """The oldest day that is open."""
        return min(self._days("day"), default=None)

    @property
    def closed(self) -> date | None:
        """The last day that every shard has closed."""
        days = self._days("closed")
        return min(days) if days and len(days) == len(self.shards) else None

    def _days(self, name: str) -> list[date]:
        said: list[Any] = [one.mark.payload[name] for one in self.shards.values()]
        return [date.fromisoformat(text) for text in said if text]
