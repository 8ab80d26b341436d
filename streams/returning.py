"""A shard comes back from the warehouse: its mark, its customers, and what lies beside them."""

from __future__ import annotations

from sinks.warehouse import StateStore, Warehouse
from streams.shard.checkpoint import restore
from streams.shard.shard import Shard
from streams.shard.today import PLACED, STATED

PROFILES = "SELECT * FROM profile FINAL WHERE day = toDate({day})"
# not FINAL, which would read a month: repeats are told apart by their versions
ENTRIES = (
    f"SELECT {', '.join([*STATED, *PLACED])} FROM txn WHERE day = toDate32({{day}}) AND log_partition = {{partition}}"
)


def returned(shard: Shard, store: StateStore, warehouse: Warehouse) -> int:
    """Bring a new shard to where the saved one stood; the log offset to read from, 0 when none has been saved. Raises WarehouseDown, LayoutChanged."""
    mark, customers = store.load(shard.partition)
    if mark is None:
        return 0
    closed, open_day = mark.payload["closed"], mark.payload["day"]
    profiles = warehouse.query(PROFILES, day=closed) if closed else None
    entries = warehouse.query(ENTRIES, day=open_day, partition=shard.partition) if open_day else None
    return restore(shard, mark.payload, customers, profiles, entries)
