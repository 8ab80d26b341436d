"""What lasts: a rule that looks at every day says something when its condition begins and when it gets worse (detectors/rules/model.Lasting).

`book.lasting` holds, for each rule and object, the last day the condition held (an ordinal), the severity and money (fen) last said, and the
day it began.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import polars as pl

from detectors.rules.model import Lasting, Rule
from streams.shard.book import Books

State = list[Any]  # [last day held, severity said, money said, first day held]


class Lastings:
    """Lets through, of a day's findings, those that say something new."""

    def __init__(self, books: Books, rules: Mapping[str, Rule]) -> None:
        self.books = books
        self._of = {rule.id: rule.lasting for rule in rules.values() if rule.lasting}
        self._daily = {rule.id for rule in rules.values() if rule.lasting and rule.on == "day"}

    def news(self, findings: pl.DataFrame) -> pl.DataFrame:
        """The findings without those of conditions that hold as they did."""
        if findings.is_empty() or not set(findings["rule_id"]) & set(self._of):
            return findings
        columns = findings.select("rule_id", "customer_id", "object_id", "day", "severity", "money_at_stake", "state")
        return findings.filter(pl.Series([self._is_news(*row) for row in columns.iter_rows()], dtype=pl.Boolean))

    def ended(self, customer: str, day: date) -> dict[str, str]:
        """The conditions (rule and object) of a customer that are judged every day, held yesterday and do not hold today, with the day each began."""
        states, yesterday = self.books.of(customer).lasting, day.toordinal() - 1
        over = {key: one for key, one in states.items() if one[0] == yesterday and key.partition("|")[0] in self._daily}
        return {key: date.fromordinal(one[3]).isoformat() for key, one in over.items()}

    def _is_news(self, rule: str, customer: str, about: str | None, day: Any, severity: str, money: int | None, state: str) -> bool:  # fmt: skip
        lasting = self._of.get(rule)
        if lasting is None or state != "open":
            return True
        today, key = day.toordinal(), f"{rule}|{about or ''}"
        book = self.books.write(customer)
        known = book.lasting.get(key)
        begins = known is None or has_ended(known, today, lasting)
        fresh = begins or is_worse(known or [], severity, money, lasting)
        kept = dict(self._still(book.lasting.items(), today))
        said, began = [severity, money] if fresh else (known or [])[1:3], today if begins or not known else known[3]
        book.lasting = {**kept, key: [today, *said, began]}
        return fresh

    def _still(self, states: Iterable[tuple[str, State]], today: int) -> Iterable[tuple[str, State]]:
        """Conditions that hold; one whose rule lasts no more, or is there no more, has ended."""
        of = ((key, one, self._of.get(key.partition("|")[0])) for key, one in states)
        return ((key, one) for key, one, lasting in of if lasting and not has_ended(one, today, lasting))


def has_ended(known: State, today: int, lasting: Lasting) -> bool:
    """Whether so many days have passed without it that it would begin anew."""
    return bool(today - known[0] > lasting.ends_after_days)


def is_worse(known: State, severity: str, money: int | None, lasting: Lasting) -> bool:
    """More urgent than what was said (P1 before P2), or so much more money. Money below nothing does not grow."""
    grown = money is not None and known[2] is not None and known[2] > 0 and money >= known[2] * (1 + lasting.grows)
    return bool(severity < known[1] or grown)
