"""Promises of the engine as a whole, on a small simulated bank: framing, partitions and crashes change nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from detectors.calendar import Calendar
from detectors.rules import RuleSet
from sinks.warehouse import EmbeddedWarehouse, SavedRows
from streams.local import LocalEngine
from streams.log import Frame, cut
from streams.replay import Replay, summary
from streams.shard import saved
from streams.shard.book import pack
from streams.shard.checkpoint import checkpoint, restore
from streams.shard.shard import Shard
from streams.shard.today import PLACED, STATED
from streams.simulate import simulate

pytestmark = pytest.mark.xdist_group("engine")  # one replay is read by all
CALENDAR = Calendar()
RULES = RuleSet.load(calendar=CALENDAR)
Log = list[Frame]
STORED = {"customer_id": pl.String(), "blob": pl.Binary()}
NO_SHRINKING = (Phase.explicit, Phase.generate)  # an example takes a second: better a large one than none for minutes


def sources_of(folder: Path, lines_a_chunk: int) -> dict[str, Any]:
    def reader(path: Path) -> Any:
        def read() -> Iterator[list[bytes]]:
            with path.open("rb") as file:
                while lines := list(islice(file, lines_a_chunk)):
                    yield [line.rstrip() for line in lines]

        return read

    return {path.stem: reader(path) for path in sorted(folder.glob("*.ndjson")) if path.stem != "truth"}


def replayed(
    bank: Path,
    out: Path,
    partitions: int = 1,
    lines_a_chunk: int = 20_000,
    close_last_day: bool = True,
    rules: RuleSet = RULES,
    engine: Callable[..., LocalEngine] = LocalEngine,
) -> Replay:
    warehouse = EmbeddedWarehouse(out)
    run = Replay(rules, CALENDAR, warehouse, sources_of(bank, lines_a_chunk), partitions, engine)
    run.run(until_end_of_day=close_last_day)
    warehouse.close()
    return run


def told(engine: LocalEngine) -> dict[str, dict[str, Any]]:
    """Findings after identity."""
    return dict(sorted(engine.findings.items()))


@pytest.fixture(scope="module")
def bank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bank")
    simulate(folder, seed=3, customers=20, days=24)
    return folder


@dataclass(repr=False)
class Run:
    """One replay, and the log it wrote."""

    replay: Replay
    log: Log


@pytest.fixture(scope="module")
def run(bank: Path, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """One replay, recorded."""
    return recorded(bank, tmp_path_factory.mktemp("run"))


def recorded(
    bank: Path,
    out: Path,
    rules: RuleSet = RULES,
    lines_a_chunk: int = 20_000,
    engine: Callable[..., LocalEngine] = LocalEngine,
) -> Run:
    """A replay and its log."""
    log: Log = []
    plain = Shard.feed

    def recording(shard: Shard, frame: Frame, offset: int) -> None:
        log.append(frame)
        plain(shard, frame, offset)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Shard, "feed", recording)
        return Run(replayed(bank, out, lines_a_chunk=lines_a_chunk, rules=rules, engine=engine), log)


def test_it_finds_something_and_accounts_for_every_record(run: Run, bank: Path) -> None:
    found = summary(run.replay)
    lines = sum(len(path.read_bytes().splitlines()) for path in bank.glob("*.ndjson") if path.stem != "truth")
    assert sum(found["records"].values()) + found["dead_letters"]["total"] == lines
    assert len(found["findings"]) > 3


@pytest.mark.parametrize(("partitions", "lines_a_chunk"), [(1, 97), (3, 20_000)])
def test_partitions_and_chunks_change_nothing(
    run: Run, bank: Path, tmp_path: Path, partitions: int, lines_a_chunk: int
) -> None:
    other = replayed(bank, tmp_path, partitions, lines_a_chunk)
    assert told(other.engine) == told(run.replay.engine)


def read_log(log: Log, crashes: set[int], rules: RuleSet = RULES) -> dict[str, dict[str, Any]]:
    """A shard reads the log. At each crash it is thrown away and a new one starts from the last checkpoint."""
    sources = {frame.header.source for frame in log if frame.header.source not in ("", "end")}
    found: dict[str, dict[str, Any]] = {}
    kept: tuple[Any, dict[str, bytes], pl.DataFrame] | None = None
    entries: list[pl.DataFrame] = []  # as stored: of what was taken after the last checkpoint, too
    rows: dict[str, bytes] = {}
    shard, offset, profiles = Shard(0, 1, rules, CALENDAR, sources), 0, pl.DataFrame()
    while offset < len(log):
        shard.feed(log[offset], offset)
        out = shard.outbox.take()
        for findings in out.findings:
            found |= {row["finding_id"]: row for row in findings.iter_rows(named=True)}
        profiles = next((rows_ for table, rows_ in out.facts if table == "profile"), profiles)
        entries += [
            rows_.select(list(STATED | PLACED)).filter(pl.col("day") >= (shard.day or date.min))
            for table, rows_ in _versioned(shard, out.facts)
            if table == "txn"
        ]
        offset += 1
        if offset % 7 == 0:
            one = checkpoint(shard)
            rows = rows | dict(one.rows)
            kept = (one.payload, rows, profiles)
        if offset in crashes:
            crashes = crashes - {offset}
            shard = Shard(0, 1, rules, CALENDAR, sources)
            offset = restored(shard, *kept, _of_day(entries, kept[0]["day"])) if kept else 0
    return found


def _versioned(shard: Shard, facts: list[tuple[str, pl.DataFrame]]) -> list[tuple[str, pl.DataFrame]]:
    return [(table, rows.with_columns(version=pl.lit(shard.position + 1, pl.UInt64))) for table, rows in facts]


def _of_day(entries: list[pl.DataFrame], day: str | None) -> pl.DataFrame | None:
    return pl.concat(entries).filter(pl.col("day") == date.fromisoformat(day)) if day and entries else None


def restored(
    shard: Shard, payload: Any, rows: dict[str, bytes], profiles: pl.DataFrame, entries: pl.DataFrame | None = None
) -> int:
    """By pages, as from a store."""
    table = pl.DataFrame({"customer_id": list(rows), "blob": list(rows.values())}, schema=STORED)
    return restore(shard, payload, SavedRows(len(rows), table.iter_slices(7)), profiles, entries)


def test_what_comes_back_is_saved_again_as_it_was(run: Run) -> None:
    sources = {frame.header.source for frame in run.log if frame.header.source not in ("", "end")}
    shard, other = (Shard(0, 1, RULES, CALENDAR, sources) for _ in range(2))
    for offset, frame in enumerate(run.log):
        shard.feed(frame, offset)
    before = checkpoint(shard)
    rows = dict(before.rows)
    restored(other, before.payload, rows, pl.DataFrame())
    everybody = np.arange(len(rows))
    unopened = saved.rows(other.stages, everybody, (before.position, before.payload["clock"])).texts()
    assert dict(zip(other.stages.customers.ids, unopened, strict=True)) == rows
    opened = {name: pack(other.stages.books.of(name)) for name in rows}
    assert opened == {name: pack(shard.stages.books.of(name)) for name in rows}
    assert [w.customers for w in other.stages.watches] == [w.customers & set(rows) for w in shard.stages.watches]


@settings(max_examples=8, deadline=None, phases=NO_SHRINKING)
@given(st.sets(st.integers(1, 400), min_size=1, max_size=4))
def test_a_crash_at_any_place_loses_and_changes_nothing(run: Run, crashes: set[int]) -> None:
    crashes = {place % len(run.log) for place in crashes} - {0}
    assert read_log(run.log, crashes) == told(run.replay.engine)


@settings(max_examples=6, deadline=None, phases=NO_SHRINKING)
@given(st.integers(1, 40))
def test_framing_is_invisible(run: Run, rows_a_frame: int) -> None:
    recut = [piece for frame in run.log for piece in (cut(frame, rows_a_frame * 10) if frame.rows.height else [frame])]
    assert read_log(recut, set()) == told(run.replay.engine)
