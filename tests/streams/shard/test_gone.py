"""A rule's file is deleted while a customer has an alert of it: the shard goes on, and says what should have been done instead."""

from __future__ import annotations

import logging
from typing import Any

import pytest

from detectors.rules import RuleSet
from streams.shard.alerting import Alerting
from streams.shard.book import Books
from streams.shard.outbox import Outbox
from tests.sinks.alerts.test_alerts import DAY, finding

RULES = RuleSet.load()


def given(rule: str, at: int, **more: Any) -> dict[str, Any]:
    return finding(rule, at=at, **{"finding_id": f"{rule}-{at}", "trigger_id": f"{rule}-{at}", **more})


def test_its_alerts_run_to_their_ends_and_it_is_said_once(caplog: pytest.LogCaptureFixture) -> None:
    books, outbox = Books(), Outbox()
    Alerting(books, outbox, RULES).take(given("OPP-07", 0, expires_at=2 * DAY))
    left = Alerting(books, outbox, RuleSet(rule for rule in RULES.rules.values() if rule.id != "OPP-07"))
    left.expiring.customers.add("C")
    with caplog.at_level(logging.WARNING):
        for at in (1, 2):
            left.take(given("OPP-01", at))
    left.expire(3 * DAY)
    said = [(one["rule_id"], one["state"]) for one in outbox.alerts]
    assert said == [("OPP-07", "open"), ("OPP-01", "open"), ("OPP-01", "open"), ("OPP-07", "expired")]
    assert [one.getMessage().partition(":")[0] for one in caplog.records] == [
        "rule OPP-07 is not there any more and has alerts, which run to their ends"
    ]


def test_what_it_found_can_still_be_taken_back() -> None:
    books, outbox = Books(), Outbox()
    Alerting(books, outbox, RULES).take(given("OPP-07", 0))
    Alerting(books, outbox, RuleSet([])).take(given("OPP-07", 0, state="retracted"))
    assert [one["state"] for one in outbox.alerts] == ["open", "retracted"]
