"""What alerts are made of: the plain data of an alert and a finding, what a rule says about its alerts, what a customer has announced."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Alert = dict[str, Any]  # events.alert.Alert as plain data: it lives in the customer's state
Finding = Mapping[str, Any]

DAY_MS = 86_400_000


@dataclass(frozen=True)
class Policy:
    """What a rule says about its alerts. `cool_down_days` None: as long as the alert is open, then for ever on the same object (that is, until
    nothing has been heard of it for a year: sinks/alerts/past).

    `risk`: it speaks of loan money or credit risk, so it goes before opportunities. `plannable`: a use of money that the customer has
    announced (已报备用款) explains it. `retracts`: its own rows take back what it has found, whenever that was.
    """

    cool_down_days: int | None = None
    inhibits: frozenset[str] = frozenset()
    risk: bool = False
    plannable: bool = False
    retracts: bool = False


GONE = Policy()  # of a rule whose file was deleted: its alerts run on to their ends, and keep nothing else back
Policies = Mapping[str, Policy]  # by rule


@dataclass(frozen=True)
class Plan:
    """Money whose use the customer has announced: so much (fen, None for any amount), until then (epoch ms)."""

    amount: int | None
    until: int

    def covers(self, finding: Finding) -> bool:
        """Whether a finding speaks of no more than this."""
        within = self.amount is None or (finding["money_at_stake"] or 0) <= self.amount
        return within and finding["event_time"] <= self.until
