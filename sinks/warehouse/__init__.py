"""The warehouse: facts, customer rows and findings in ClickHouse. All rows are absolute, keyed and versioned (DESIGN §3)."""

from sinks.warehouse.base import Warehouse
from sinks.warehouse.embedded import EmbeddedWarehouse
from sinks.warehouse.state import Mark, StateStore

__all__ = ["EmbeddedWarehouse", "Mark", "StateStore", "Warehouse"]
