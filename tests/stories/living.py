"""All stories lived through by one bank, twice: as files in a replay, and live over the journal of the embedded house."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import groupby
from pathlib import Path
from typing import Any

from detectors.calendar import Calendar
from detectors.rules import RuleSet
from events.money import exact
from sinks.warehouse import EmbeddedWarehouse
from streams.embedded import EmbeddedEngine
from streams.journal import Journal
from streams.replay import Replay
from tests.stories.language import BANKS, BEFORE, Expected, Record, Story, fen

CALENDAR = Calendar()
RULES = RuleSet.load(calendar=CALENDAR)
AFTER = timedelta(days=1)

Row = dict[str, Any]


@dataclass
class Told:
    """What one run has found and said. `notices`: alerts that somebody was told of, in order."""

    findings: list[Row] = field(default_factory=list)
    alerts: dict[str, Row] = field(default_factory=dict)
    notices: list[Row] = field(default_factory=list)


def records_of(stories: Sequence[Story]) -> dict[str, list[Record]]:
    """Every record, by stream, in order of time; our banks before them, and somebody who pays a day later: so the last day ends."""
    streams: dict[str, list[Record]] = defaultdict(list)
    if not stories:
        return streams
    own, entity = "own_bank", "观潮银行股份有限公司"
    for code, name, value in (
        (BANKS["OWN"], entity, None),
        (BANKS["OURS"], entity, None),
        (BANKS["HZB"], "杭州银行股份有限公司", "other"),
    ):
        streams["reference"].append({"kind": own, "code": code, "entity": name, "value": value})
    tomorrow = date.fromisoformat(max(one.ends for one in stories)) + AFTER
    for story in (*stories, Story("the clock", [f"{tomorrow} in 1"])):
        for stream, record in story.records:
            streams[stream].append(record)
    for record in streams["reference"]:
        record.setdefault("event_time", f"{BEFORE}T00:00:00+08:00")
    return {stream: sorted(rows, key=lambda row: row["event_time"]) for stream, rows in streams.items()}


def line(record: Record) -> bytes:
    """A record as it travels."""
    return json.dumps(record, ensure_ascii=False).encode()


def replayed(streams: dict[str, list[Record]], folder: Path) -> Told:
    """Files through `tidewatch replay`'s pipeline."""
    warehouse = EmbeddedWarehouse(folder)
    sources = {stream: lambda rows=rows: iter([[line(row) for row in rows]]) for stream, rows in streams.items()}
    replay = Replay(RULES, CALENDAR, warehouse, sources)
    result = replay.run()
    assert not result.dead_letters, result.dead_letters[0]
    warehouse.close()
    engine = replay.engine
    return Told(list(engine.findings.values()), engine.alerts, engine.notices)


def lived(streams: dict[str, list[Record]], folder: Path) -> Told:
    """The same records accepted day by day by the embedded engine, as `tidewatch up` does."""
    told = Told()
    warehouse = EmbeddedWarehouse(folder)
    journal = Journal(folder / "journal.sqlite")

    def hear(alerts: list[Row], suppressions: list[Row]) -> None:
        told.alerts.update((alert["alert_id"], alert) for alert in alerts)
        told.notices.extend(alert for alert in alerts if alert["notify"])

    engine = EmbeddedEngine(RULES, CALENDAR, warehouse, journal, hear)
    rows = sorted(((row["event_time"][:10], s, row) for s, of in streams.items() for row in of), key=lambda one: one[0])
    for _, day in groupby(rows, key=lambda one: one[0]):
        for _, stream, row in day:
            engine.accept(stream, [(None, line(row), {})], fsync=False)
        while engine.step():
            pass
    engine.save()
    told.findings = warehouse.query("SELECT * EXCEPT version FROM finding FINAL").to_dicts()
    warehouse.close()
    journal.close()
    return told


# ---- what was told, in the words of the expectations


def found(told: Told, story: Story) -> list[Expected]:
    """What the story's rules have found of its customers, with the evidence that the story asks for."""
    mine = {who.id for who in story.people.values()}
    wanted = defaultdict(list)
    for one in story.expected:
        wanted[one.rule].append(one)
    rows = [row for row in told.findings if row["customer_id"] in mine and row["rule_id"] in story.rules]
    rows.sort(key=lambda row: (row["event_time"], row["finding_id"]))
    told_now: list[Expected] = []
    for rule, expected in wanted.items():
        of_rule = [row for row in rows if row["rule_id"] == rule]
        if not of_rule:
            told_now.append(Expected(rule, "none"))
        for i, row in enumerate(of_rule):
            told_now.append(_as_expected(row, expected[min(i, len(expected) - 1)]))
    return told_now


def _as_expected(row: Row, like: Expected) -> Expected:
    severity = row["severity"] if row["state"] == "open" else row["state"]
    evidence = json.loads(row["evidence"])
    stated = {name: str(evidence.get(name)) for name in like.evidence}
    return Expected(
        row["rule_id"], severity, row["day"] if like.day else None, row["customer_id"] if like.who else None, stated
    )


def normal(one: Expected) -> Expected:
    """As evidence writes it: `6m` of a money is `6,000,000.00`."""
    kinds = {name: str(typed.type) for name, typed in RULES.compiled[one.rule].evidence.items()} | {"money": "money"}
    write = {"money": lambda text: exact(fen(text)), "ratio": lambda text: str(float(text)), "bool": str.capitalize}
    written = {name: write.get(kinds.get(name, ""), str)(value) for name, value in one.evidence.items()}
    return Expected(one.rule, one.severity, one.day, one.who, written)


def said(told: Told, story: Story, like: Expected) -> Expected:
    """The rule's one alert of the story, or that there is none."""
    mine = {who.id for who in story.people.values()}
    alerts = [one for one in told.alerts.values() if one["rule_id"] == like.rule and one["customer_id"] in mine]
    if not alerts:
        return Expected(like.rule, "none")
    assert len(alerts) == 1, f"{len(alerts)} alerts of {like.rule}"
    heard = sum(one["alert_id"] == alerts[0]["alert_id"] for one in told.notices)
    evidence = {"money": exact(alerts[0]["money_at_stake"] or 0), "told": str(heard)}
    return Expected(like.rule, str(alerts[0]["state"]), None, None, {name: evidence[name] for name in like.evidence})


def check(told: Told, story: Story) -> None:
    """Everything that the story expects, and nothing else of its rules."""
    assert found(told, story) == [normal(expected) for expected in story.expected]
    for alert in story.alerts:
        assert said(told, story, alert) == normal(alert)
