"""The state of an embedded folder made anew: its facts copied out, judged in a warehouse beside it, the customers' rows put back."""

from __future__ import annotations

import tempfile
from contextlib import closing
from pathlib import Path

from detectors.calendar import Calendar
from detectors.rules import RuleSet
from sinks.warehouse import EmbeddedWarehouse, StateStore, open_warehouse
from streams.rebuilt import rebuilt
from streams.rerun import Progress
from tidewatch.past import open_past

SHARD = 0  # an embedded engine has one


class Rebuilding:
    """`data`: the folder; `address`: of a warehouse that is not in it. Raises FileNotFoundError, DirectoryInUse (its process is at work), ValueError."""

    def __init__(self, data: Path, address: str | None = None) -> None:
        if not (data / "journal.sqlite").is_file():
            raise FileNotFoundError(f"{data} is no folder of `tidewatch up`")
        self.data, self._address = data, address or str(data)
        with closing(open_warehouse(self._address)) as warehouse:
            store = StateStore(warehouse)
            self._mark, self.customers = store.mark(SHARD), frozenset(store.names(SHARD))
        if self._mark is None:
            raise ValueError(f"{self._address} holds no state: there is nothing to be made anew")
        self.day = self._mark.payload["day"]

    def run(self, progress: Progress) -> int:
        """Do it; how many facts were judged. Raises ValueError when facts of some customers are not there any more."""
        assert self._mark is not None
        calendar = Calendar()
        rules = RuleSet.load(calendar=calendar)
        with tempfile.TemporaryDirectory(prefix="tidewatch-") as folder:
            past = open_past([self._address], None, None, calendar, Path(folder))
            with closing(EmbeddedWarehouse(Path(folder) / "scratch")) as scratch:
                rows, mark = rebuilt(rules, calendar, scratch, past.sources, past.stated, self._mark, progress)
        if gone := self.customers - {name for name, _ in rows}:
            raise ValueError(
                f"the facts of {len(gone):,} customers are not there any more: start with an empty --data folder"
            )
        with closing(open_warehouse(self._address)) as warehouse:
            StateStore(warehouse).replace(SHARD, rows, mark)
        return past.records or 0
