"""The warehouse: facts, customer rows and findings in ClickHouse. All rows are absolute, keyed and versioned (DESIGN §3)."""

from sinks.warehouse.address import open_warehouse
from sinks.warehouse.base import Warehouse
from sinks.warehouse.embedded import EmbeddedWarehouse
from sinks.warehouse.errors import DirectoryInUse, Refused, SchemaChanged, WarehouseDown
from sinks.warehouse.facts import stamped
from sinks.warehouse.served import ServedWarehouse
from sinks.warehouse.state import Mark, SavedRows, StateStore, version_of

__all__ = [
    "DirectoryInUse",
    "EmbeddedWarehouse",
    "Mark",
    "Refused",
    "SavedRows",
    "SchemaChanged",
    "ServedWarehouse",
    "StateStore",
    "Warehouse",
    "WarehouseDown",
    "open_warehouse",
    "stamped",
    "version_of",
]
