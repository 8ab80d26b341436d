"""From findings to alerts: dedup → group → inhibit → cool down → expire → retract (Alertmanager's life cycle, DOMAIN §2.6).

Pure functions over one customer's open alerts: nothing is read from a clock, a store or a network, so an alert is the same live
and in replay. What is suppressed goes into the ledger with its reason.
"""

from sinks.alerts.decide import Change, Decision, Suppressed, decide, expire, key_of, repeats
from sinks.alerts.past import fade, heard
from sinks.alerts.policy import GONE, Plan, Policy

__all__ = [
    "GONE", "Change", "Decision", "Plan", "Policy", "Suppressed", "decide", "expire", "fade", "heard", "key_of", "repeats",
]  # fmt: skip
