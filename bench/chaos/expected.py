"""What must come out, found twice without a broker: a replay of the files, and a clean run over what the source topics hold.

Findings must be the files' to the byte. State also remembers in which order two entries of one millisecond came, and that the partition
they lie in decides: so state and facts are compared with the run over the topics.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from pathlib import Path

import polars as pl

from detectors.calendar import Calendar
from detectors.rules import RuleSet
from events import topics
from events.finding import FINDING_SCHEMA, lines
from events.streams import REFERENCE_STREAMS
from sinks.warehouse import EmbeddedWarehouse
from streams.intake.chunk import GivenChunk
from streams.intake.directory import Directory
from streams.intake.pipeline import Intake
from streams.local import LocalEngine
from streams.log import Frame, Header
from streams.replay import Replay
from streams.worker.clock import SteadyClock

LINES = 20_000
Place = tuple[str, int]  # topic, partition
Findings = dict[str, bytes]  # by id, each as its line on the topic


def replayed(bank: Path, partitions: int, folder: Path) -> Findings:
    """The files; the last day stays open, as it does live."""
    calendar = Calendar()
    warehouse = EmbeddedWarehouse(folder)
    run = Replay(RuleSet.load(calendar=calendar), calendar, warehouse, _sources(bank), partitions)
    run.run()
    warehouse.close()
    return _findings(run.engine)


def clean_run(records: Mapping[Place, list[bytes]], partitions: int, folder: Path) -> Findings:
    """The source topics, partition by partition, in the order of their times; facts and state are in the folder's warehouse."""
    calendar, now = Calendar(), SteadyClock().time()
    warehouse = EmbeddedWarehouse(folder)
    sources = [f"{topic}/{p}" for topic, p in records]
    engine = LocalEngine(RuleSet.load(calendar=calendar), calendar, warehouse, partitions, sources, keep_state=True)
    intake = Intake(Directory(calendar), partitions)
    for stream in REFERENCE_STREAMS:
        for (topic, p), values in records.items():
            if topic == topics.SOURCES[stream]:
                intake.learn(GivenChunk(topic, p, [(None, value, {}) for value in values]), now)
    reading = {place: _Reading(values) for place, values in records.items()}
    while reading:
        place = min(reading, key=lambda one: reading[one].latest)
        _read(place, reading, intake, engine, now)
    engine.settle()
    engine.save()
    warehouse.close()
    return _findings(engine)


class _Reading:
    """One partition on its way."""

    def __init__(self, values: list[bytes]) -> None:
        self.values, self.at, self.latest = values, 0, -(2**62)


def _read(place: Place, reading: dict[Place, _Reading], intake: Intake, engine: LocalEngine, now: float) -> None:
    source, one = f"{place[0]}/{place[1]}", reading[place]
    values = one.values[one.at : one.at + LINES]
    if not values:
        engine.watermark(source, reading.pop(place).latest, holds=False)
        return
    offsets = range(one.at, one.at + len(values))
    taken = intake.take(GivenChunk(*place, [(None, value, {}) for value in values], offsets), now)
    one.at += len(values)
    one.latest = max(one.latest, taken.latest_ms if taken.latest_ms is not None else one.latest)
    for partition, frames in taken.frames.items():
        for stream, frame in frames:
            engine.write(partition, Frame(Header(stream, source), frame))
    engine.watermark(source, one.latest - 1, holds=True)


def _findings(engine: LocalEngine) -> Findings:
    frame = pl.DataFrame(list(engine.findings.values()), schema=FINDING_SCHEMA, orient="row")
    return dict(zip(frame["finding_id"], lines(frame), strict=True))


def _sources(bank: Path) -> dict[str, Callable[[], Iterator[list[bytes]]]]:
    def reader(path: Path) -> Callable[[], Iterator[list[bytes]]]:
        def read() -> Iterator[list[bytes]]:
            with path.open("rb") as file:
                while found := list(islice(file, LINES)):
                    yield [line.rstrip() for line in found]

        return read

    return {path.stem: reader(path) for path in sorted(bank.glob("*.ndjson")) if path.stem != "truth"}
