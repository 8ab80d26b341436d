"""What a shard's alert layer has said, as rows for the desk and the warehouse.

A statement's version is its place in the log: (offset of the frame that led to it, place among that frame's statements). Taken frame by frame it
is the same in every replay, so whoever keeps the highest version has the latest word, however often a worker has said it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from events import topics
from streams.shard.outbox import Outbox
from streams.shard.shard import Shard

Row = dict[str, Any]

VERSION_SHIFT = 20  # a million statements a frame


def alerts(shard: Shard, out: Outbox) -> list[Row]:
    """Alerts with their version and the customer's name."""
    first = _version(shard)
    return [
        {**alert, "version": first + i, "customer_name": _name(shard, alert["customer_id"])}
        for i, alert in enumerate(out.alerts)
    ]


def suppressions(shard: Shard, out: Outbox) -> list[Row]:
    """The ledger's rows with their version and the audience of their rule."""
    rules = shard.stages.rules.rules
    return [{**one, "version": _version(shard), "audience": rules[one["rule_id"]].audience} for one in out.suppressions]


def statements(shard: Shard, out: Outbox) -> Iterator[tuple[str, Row]]:
    """Both, each with its topic: AML's leave on their own."""
    for row in alerts(shard, out):
        yield topics.ALERTS_AML if row["audience"] == "aml" else topics.ALERTS, row
    for row in suppressions(shard, out):
        yield topics.SUPPRESSIONS_AML if row["audience"] == "aml" else topics.SUPPRESSIONS, row


def _version(shard: Shard) -> int:
    return (shard.position + 1) << VERSION_SHIFT


def _name(shard: Shard, customer: str) -> str:
    return shard.stages.name_of(customer) or customer
