"""Whether anything has been said since somebody last read a table that is read whole and changes rarely: people, customers' names."""

from __future__ import annotations

from sinks.warehouse.base import Warehouse

SAID = "SELECT count() AS records, sum(version) AS versions FROM [table]"


def said(warehouse: Warehouse, table: str) -> tuple[int, int]:
    """A mark that moves with every record of a table; a merge of repeats may move it too. Raises WarehouseDown."""
    records, versions = warehouse.query(SAID.replace("[table]", table)).row(0)
    return int(records), int(versions)
