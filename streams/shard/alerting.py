"""From findings to alerts inside a shard: the pure decision of sinks/alerts over the customer's book."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict
from typing import Any

import polars as pl

from detectors.rules import Rule, RuleSet
from events.alert import SuppressReason
from events.finding import FINDING_SCHEMA
from sinks.alerts import Decision, Plan, Policy, Suppressed, decide, expire, fade, heard, key_of, repeats
from streams.shard.book import Book, Books, Watch
from streams.shard.outbox import Outbox

log = logging.getLogger(__name__)

Finding = dict[str, Any]
PLANS_KEPT = 8


class Alerting:
    """Decides on each finding at its own event time, so that framing and wall clock change nothing."""

    def __init__(self, books: Books, outbox: Outbox, rules: RuleSet) -> None:
        self.books = books
        self.outbox = outbox
        self.policies = {
            rule.id: Policy(
                rule.cool_down_days,
                frozenset(rule.inhibits),
                _of_risk(rule),
                rule.plannable,
                rule.retract_when is not None,
            )
            for rule in rules.rules.values()
        }
        self.expiring = Watch(expires)
        self._gone: set[str] = set()  # rules of alerts that are not among ours, once they have been spoken of

    def take(
        self, finding: Finding, names: Collection[str] = (), instead: str | None = None, pair: Collection[str] = ()
    ) -> bool:
        """One finding: remembered, and decided on; `names`: by which else its entry can be taken back, `instead`: whose place the entry stands in,
        `pair`: the names of a sequence's two entries. False when it says again, word for word, what is known: it is not told twice."""
        customer, now = finding["customer_id"], finding["event_time"]
        book = self.books.write(customer)
        self._fade(book, now)
        if again := repeats(book.alerts, finding):
            self._ledger(again)
            return False
        self._look_for_gone(book)
        if finding["state"] == "open":
            known_as = {"names": sorted(names), "instead": instead, "pair": sorted(pair)}
            book.remember({**finding, **{name: value for name, value in known_as.items() if value}})
        plans = [Plan(*plan) for plan in book.plans]
        self._settle(customer, decide(book.alerts, finding, self.policies, now, plans, book.recent, book.past))
        if finding["state"] == "retracted":
            book.forget(finding["finding_id"])
        else:
            book.past = heard(book.past, key_of(finding), self.policies[finding["rule_id"]], now)
        if finding["expires_at"] is not None:
            self.expiring.customers.add(customer)
        return True

    def _look_for_gone(self, book: Book) -> None:
        """Say it once when the file of a rule was deleted that still has alerts."""
        gone = {alert["rule_id"] for alert in book.alerts.values()} - self.policies.keys() - self._gone
        for rule in sorted(gone):
            log.warning("rule %s is not there any more and has alerts, which run to their ends: retire a rule (state: retired), do not delete its file", rule)  # fmt: skip
        self._gone |= gone

    def plan(self, customer: str, amount: int | None, until: int) -> None:
        """The customer has announced a use of money (已报备用款), valid until then."""
        book = self.books.write(customer)
        book.plans = [*book.plans, [amount, until]][-PLANS_KEPT:]

    def findings_named(self, customer: str, original_ref: str, own: str) -> pl.DataFrame | None:
        """The findings that an entry triggered which `own` names, taken back; None when there are none. `original_ref`: its event id or bank
        reference, which `own` may bear too, and which every entry answers to that stands in its place."""
        recent = self.books.of(customer).recent
        called = (one for one in recent if original_ref in (*_names(one), one.get("instead")))
        return _taken_back(one for one in called if own not in _names(one))

    def findings_on(self, customer: str, event_id: str) -> pl.DataFrame | None:
        """The findings that this very entry triggered, taken back; None when there are none. One that corrects it may bear its id as bank reference,
        and what was found on that one stands."""
        recent = self.books.of(customer).recent
        return _taken_back(one for one in recent if event_id in (one["trigger_id"], *one.get("pair", ())))

    def taken_back_of(self, customer: str, conditions: Mapping[str, str]) -> pl.DataFrame | None:
        """The findings of conditions (rule and object → the day it began), taken back; None when there are none."""
        recent = self.books.of(customer).recent
        return _taken_back(
            f for f in recent if conditions.get(f"{f['rule_id']}|{f['object_id'] or ''}", "9") <= f["day"]
        )

    def unjudged(self, rows: list[Finding], now: int) -> None:
        """Absences that could not be judged: the ledger says why nobody was told."""
        for row in rows:
            self.outbox.suppressions.append({**row, "event_time": now, "reason": str(SuppressReason.FEED_INCOMPLETE)})

    def expire(self, now: int) -> None:
        """Alerts whose time is over."""
        for customer in sorted(self.expiring.customers):
            decision = expire(self.books.of(customer).alerts, now)
            if decision.changes:
                self._settle(customer, decision)
                self._fade(self.books.write(customer), now)
            if not any(map(_will_expire, decision.alerts.values())):
                self.expiring.customers.discard(customer)

    def _fade(self, book: Book, now: int) -> None:
        """What is over is kept for as long as anything can be said of it."""
        book.alerts, book.past = fade(book.alerts, book.past, self.policies, book.recent, now)

    def _settle(self, customer: str, decision: Decision) -> None:
        self.books.write(customer).alerts = decision.alerts
        for change in decision.changes:
            told = None if change.notify is None else str(change.notify)
            self.outbox.alerts.append({**change.alert, "state": str(change.alert["state"]), "notify": told})
        for one in decision.suppressed:
            self._ledger(one)

    def _ledger(self, one: Suppressed) -> None:
        self.outbox.suppressions.append({**asdict(one), "reason": str(one.reason)})


def _names(finding: Finding) -> list[str]:
    return [finding["trigger_id"], *finding.get("names", ()), *finding.get("pair", ())]


def _taken_back(findings: Iterable[Finding]) -> pl.DataFrame | None:
    plain = [{**finding, "state": "retracted"} for finding in findings]
    if not plain:
        return None
    times = ("event_time", "due_at", "expires_at")
    schema = {n: pl.Int64() if n in times else pl.String() if n == "day" else t for n, t in FINDING_SCHEMA.items()}
    frame = pl.DataFrame(plain, schema=schema, orient="row")
    return frame.with_columns(
        *(pl.col(name).cast(pl.Datetime("ms")).dt.replace_time_zone("UTC") for name in times),
        pl.col("day").str.to_date(),
    )


def _of_risk(rule: Rule) -> bool:
    return rule.id.startswith("RSK") or rule.on == "trace"


def expires(book: Book) -> bool:
    """Whether an open alert of the customer's will expire."""
    return any(map(_will_expire, book.alerts.values()))


def _will_expire(alert: Mapping[str, Any]) -> bool:
    return bool(alert["expires_at"] and alert["state"] == "open")
