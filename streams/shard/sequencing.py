"""Sequences of a shard's customers: what has begun and may be completed, kept in the customers' books."""

from __future__ import annotations

import polars as pl

from detectors.expectations import Beginnings, lapsed
from detectors.rules import RuleSet
from detectors.rules.ruleset import Completed
from streams.shard.book import Books, Watch

SEQUENCES = "sequences"  # its place in a book's expectations: {rule id: open beginnings}


class Sequencing:
    """Follows the rows of every frame that a sequence rule has a step on; any other frame costs one look-up."""

    def __init__(self, books: Books, rules: RuleSet) -> None:
        self.books = books
        self.rules = rules
        self._on = rules.sequences.frames()
        self.waiting = Watch(lambda book: SEQUENCES in book.expectations)

    def follow(self, on: str, rows: pl.DataFrame) -> list[Completed]:
        """Findings of the sequences that these rows complete, in order."""
        return self.rules.follow(on, rows, self) if on in self._on else []

    def open_of(self, customer: str, rule_id: str) -> Beginnings:
        """The customer's beginnings."""
        found: Beginnings = self.books.of(customer).expectations.get(SEQUENCES, {}).get(rule_id, ())
        return found

    def keep(self, customer: str, rule_id: str, beginnings: Beginnings) -> None:
        """State them anew. A customer who waits for nothing has no entry."""
        book = self.books.write(customer)
        others = {rule: open_ for rule, open_ in book.expectations.get(SEQUENCES, {}).items() if rule != rule_id}
        sequences = {**others, rule_id: list(beginnings)} if beginnings else others
        kept = {kind: state for kind, state in book.expectations.items() if kind != SEQUENCES}
        book.expectations = {**kept, SEQUENCES: sequences} if sequences else kept
        (self.waiting.customers.add if sequences else self.waiting.customers.discard)(customer)

    def lapse(self, now: int) -> None:
        """At the end of a day: what can no longer be completed is forgotten."""
        for customer in sorted(self.waiting.customers):
            for rule_id, open_ in list(self.books.of(customer).expectations[SEQUENCES].items()):
                if len(kept := lapsed(open_, now)) < len(open_):
                    self.keep(customer, rule_id, kept)
