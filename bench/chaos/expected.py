"""What must come out, found twice without a broker: a replay of the files, and a clean run over what the source topics hold.

Findings must be the files' to the byte. State also remembers in which order two entries of one millisecond came, and that the partition
they lie in decides: so state and facts are compared with the run over the topics.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

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
from streams.shard.outbox import Outbox
from streams.worker.clock import SteadyClock

LINES = 20_000
Place = tuple[str, int]  # topic, partition
Findings = dict[str, bytes]  # by id, each as its line on the topic
Row = dict[str, Any]


def replayed(bank: Path, partitions: int, folder: Path, parameters: Path | None = None) -> Findings:
    """The files; the last day stays open, as it does live. `parameters`: the rules' values in place of their own."""
    calendar = Calendar()
    warehouse = EmbeddedWarehouse(folder)
    rules = RuleSet.load(calendar=calendar, tuned=parameters)
    run = Replay(rules, calendar, warehouse, _sources(bank), partitions)
    run.run()
    warehouse.close()
    return _findings(run.engine)


@dataclass(frozen=True)
class Said:
    """What a run has said: the last word on each finding, every alert's statements in order, the ledger of what was held back."""

    findings: Findings
    alerts: list[Row]
    suppressions: list[Row]


class _Heard(LocalEngine):
    """The engine, and its statements as workers make them: with the customer's name, the rule's audience, a version."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.said: list[Row] = []
        self.ledger: list[Row] = []

    def _told(self, out: Outbox, position: int) -> None:
        super()._told(out, position)
        for alert in out.alerts:
            customer = alert["customer_id"]
            name = next(filter(None, (shard.stages.name_of(customer) for shard in self.shards)), customer)
            self.said.append({**alert, "customer_name": name, "version": len(self.said) + 1})
        rules = self.shards[0].stages.rules.rules
        self.ledger += [{**one, "version": 1, "audience": rules[one["rule_id"]].audience} for one in out.suppressions]


def clean_run(
    records: Mapping[Place, list[bytes]], partitions: int, folder: Path, parameters: Path | None = None
) -> Said:
    """The source topics, partition by partition, in the order of their times; facts and state are in the folder's warehouse."""
    calendar, now = Calendar(), SteadyClock().time()
    warehouse = EmbeddedWarehouse(folder)
    sources = [f"{topic}/{p}" for topic, p in records]
    rules = RuleSet.load(calendar=calendar, tuned=parameters)
    engine = _Heard(rules, calendar, warehouse, partitions, sources, keep_state=True)
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
    return Said(_findings(engine), engine.said, engine.ledger)


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
        for stream, _, frame in frames:
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
