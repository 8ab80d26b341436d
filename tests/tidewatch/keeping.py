"""Alerts as the engine states them, for tests of the desk and the warehouse behind it."""

from __future__ import annotations

from typing import Any

from tests.sinks.desk.people import HOUR, alert
from tidewatch.house import tables
from tidewatch.house.keeper import DeskKeeper


def stated(keeper: DeskKeeper, number: int, at: int = HOUR, **changed: Any) -> None:
    """An alert to the desk and to the warehouse."""
    keeper.warehouse.insert("alert", tables.frame("alert", [told(keeper, number, at, **changed)]))


def told(keeper: DeskKeeper, number: int, at: int = HOUR, **changed: Any) -> tables.Row:
    """An alert to the desk alone: it is not stored yet."""
    row = {"version": number, **alert(number, **{"last_update": at, **changed}), "customer_name": "西湖智造"}
    keeper.take(row)
    return row
