"""The past that rules are judged over: files as a replay reads them, or the facts of a warehouse."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import polars as pl

from detectors.calendar import Calendar
from events import topics
from sinks.warehouse import EmbeddedWarehouse, open_warehouse
from sinks.warehouse.past import copied, copied_profiles
from streams.backtest import BacktestEngine, FromFacts, Narrowed, Outcome, outcome_of, pieces_of
from streams.replay import Replay
from streams.rerun import Progress, Rerun
from tidewatch.inputs import nothing, sources_of

FOR_EVER = date(2299, 12, 31)


@dataclass(frozen=True)
class Past:
    """Can be run as often as is wanted. `scratch`: a folder of its own."""

    sources: Mapping[str, Callable[[], Iterator[Any]]]
    of_facts: bool
    calendar: Calendar
    scratch: Path
    stated: Sequence[Path] = ()  # profiles as they were stated
    records: int | None = None  # where that is known

    def run(self, rules: Narrowed, until: date | None, progress: Progress) -> Outcome:
        """The rules over the past up to a day. Raises ValueError when there is no day in it."""
        kind: type[Rerun[Any]] = FromFacts if self.of_facts else Replay
        with closing(EmbeddedWarehouse(self.scratch / f"run{len(list(self.scratch.glob('run*')))}")) as warehouse:
            run = kind(
                rules.rules, self.calendar, warehouse, self.sources, engine=partial(BacktestEngine, stated=self.stated)
            )
            run.run(progress, until_end_of_day=True, until=until)
        return outcome_of(run, rules.asked)


def open_past(
    over: Sequence[str], mapping: Path | None, until: date | None, calendar: Calendar, scratch: Path, anew: bool = False
) -> Past:
    """Event files and folders of them, or one warehouse: its address, or the folder of `tidewatch up` or of a replay.
    `anew`: profiles are not those that were stated but worked out once more. Raises FileNotFoundError, ValueError, DirectoryInUse (a process has it)."""
    if len(over) == 1 and (address := _warehouse(over[0])):
        with closing(open_warehouse(address)) as warehouse:
            files = copied(warehouse, topics.SOURCES, scratch / "facts", until or FOR_EVER)
            stated = [] if anew else copied_profiles(warehouse, scratch / "facts", until or FOR_EVER)
        if not files:
            raise ValueError(f"{over[0]} holds no facts{'' if until is None else f' up to {until}'}")
        records = sum(pl.scan_ipc(paths).select(pl.len()).collect().item() for paths in files.values())
        return Past(
            {stream: pieces_of(paths) for stream, paths in files.items()}, True, calendar, scratch, stated, records
        )
    sources, dead = sources_of([Path(one) for one in over], mapping, scratch / "spool")
    if not sources:
        raise ValueError(f"{', '.join(over)}: {nothing(dead)}")
    return Past(sources, False, calendar, scratch)


def _warehouse(over: str) -> str | None:
    """The address of a warehouse; None when it is files."""
    if "://" in over:
        return over
    return next((str(at) for at in (Path(over), Path(over) / "warehouse") if (at / "chdb").is_dir()), None)
