"""How the engine stands, read from the marks its shards leave in the warehouse: the bank's moment, days, customers that have moved."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sinks.warehouse import Mark, StateStore, Warehouse

PARTITIONS = "SELECT DISTINCT log_partition FROM shard_mark ORDER BY log_partition"
MOVED = "SELECT DISTINCT customer_id FROM shard_state WHERE log_partition = {partition} AND version > {since}"


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
    """All shards' marks. `look` and `feel` look again; the rest is what they saw. One thread calls them, any reads."""

    warehouse: Warehouse
    shards: dict[int, Standing] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._store = StateStore(self.warehouse)

    def look(self) -> list[tuple[int, int]]:
        """Look at the marks; returns the partitions that have a new one, each with the version before. Raises WarehouseDown."""
        moved = []
        for partition in self.warehouse.query(PARTITIONS)["log_partition"].to_list():
            mark, before = self._store.mark(partition), self.shards.get(partition)
            if mark is None or (before is not None and before.mark.version == mark.version):
                continue
            moved.append((partition, before.mark.version if before is not None else mark.version))
            self.shards[partition] = Standing(partition, mark, time.time())
        return moved

    def feel(self) -> set[str]:
        """Look at the marks; returns the customers whose state has been stored since the last look. Raises WarehouseDown."""
        asked = [self.warehouse.query(MOVED, partition=partition, since=since) for partition, since in self.look()]
        return {customer for found in asked for customer in found["customer_id"].to_list()}

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
