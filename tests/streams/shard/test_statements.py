"""Promises of statements: the latest has the highest version, and AML's leave on topics of their own."""

from __future__ import annotations

from typing import Any

import pytest

from detectors.calendar import Calendar
from detectors.rules import RuleSet
from events import topics
from streams.shard.outbox import Outbox
from streams.shard.shard import Shard
from streams.shard.statements import statements


@pytest.fixture(scope="module")
def shard() -> Shard:
    calendar = Calendar()
    return Shard(0, 1, RuleSet.load(calendar=calendar), calendar)


def said(audience: str, number: int = 1) -> dict[str, Any]:
    return {"alert_id": str(number), "customer_id": "C1", "audience": audience}


def test_a_later_statement_has_a_higher_version(shard: Shard) -> None:
    versions = []
    for shard.position in (7, 8):
        versions += [row["version"] for _, row in statements(shard, Outbox(alerts=[said("normal"), said("normal")]))]
    assert versions == sorted(set(versions))


def test_aml_leaves_alone(shard: Shard) -> None:
    rules = {rule.audience: rule.id for rule in shard.stages.rules.rules.values()}
    ledger = [{"customer_id": "C1", "rule_id": rules[audience]} for audience in sorted(rules)]
    out = Outbox(alerts=[said("aml"), said("risk"), said("normal")], suppressions=ledger)
    sent = [(topic, row["audience"]) for topic, row in statements(shard, out)]
    assert all((audience == "aml") == topic.endswith(".aml") for topic, audience in sent)
    assert {topic for topic, _ in sent} >= {topics.ALERTS, topics.ALERTS_AML, topics.SUPPRESSIONS}
