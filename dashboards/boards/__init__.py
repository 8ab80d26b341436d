"""The boards, one module each; a new module is a new board. `folder` says who may look: the risk desk's board lies apart."""

from __future__ import annotations

import pkgutil
from importlib import import_module
from typing import NamedTuple

from grafana_foundation_sdk.models.dashboard import Dashboard


class Board(NamedTuple):
    """A finished board and the folder it lies in."""

    name: str
    folder: str
    dashboard: Dashboard


def boards() -> list[Board]:
    """Every board by name."""
    found = [(one.name, import_module(f"{__name__}.{one.name}")) for one in pkgutil.iter_modules(__path__)]
    return [Board(name, module.FOLDER, module.made().build()) for name, module in sorted(found)]
