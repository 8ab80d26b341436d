"""How customers' names sound, kept in the warehouse, so that they are found by it: a name is read once, in the background."""

from __future__ import annotations

from collections import deque
from itertools import islice

import polars as pl

from sinks.warehouse.base import Warehouse
from sinks.warehouse.questions.text import question
from sinks.warehouse.said import said
from sinks.warehouse.spoken import READING, sounds_of

AT_ONCE = 2_000  # names, some 0.1 s


class Sounds:
    """One warehouse's names. `learn` is called again and again by one thread; two processes that do it do the same."""

    def __init__(self, warehouse: Warehouse) -> None:
        self._warehouse = warehouse
        self._unheard: deque[str] = deque()
        self._looked: tuple[int, int] | None = None

    def learn(self, most: int = AT_ONCE) -> bool:
        """The next names, when some have come; True while there are more. Raises WarehouseDown: they are learned by the next call."""
        if not self._unheard:
            self._look()
        if some := list(islice(self._unheard, most)):
            sounds = {"name": some, "sounds": [sounds_of(name) for name in some]}
            self._warehouse.insert("name_sound", pl.DataFrame(sounds).with_columns(reading=pl.lit(READING, pl.UInt32)))
        for _ in some:
            self._unheard.popleft()
        return bool(self._unheard)

    def _look(self) -> None:
        now = said(self._warehouse, "customer")
        if now != self._looked:
            self._unheard.extend(self._warehouse.query(question("unheard"), reading=READING)["name"])
            self._looked = now
