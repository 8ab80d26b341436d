"""The stages of a shard: what happens to rows when their time has come."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from itertools import chain

import numpy as np
import polars as pl

from detectors.calendar import Calendar
from detectors.features import FeatureState
from detectors.profiles import KINDS
from detectors.rules import BESIDE, RuleSet
from detectors.rules.frames import CUSTOMER, FRAMES, POLARS
from events.eager import beside
from events.finding import no_findings
from events.finding import rows as finding_rows
from streams.shard import relatives
from streams.shard.alerting import Alerting
from streams.shard.book import Books
from streams.shard.customers import Beside, Customers
from streams.shard.expecting import Expecting
from streams.shard.lasting import Lastings
from streams.shard.outbox import Outbox
from streams.shard.repeats import Repeats
from streams.shard.sequencing import Sequencing
from streams.shard.taken_back import names_of, with_taken_back
from streams.shard.tracing import Tracing

CLOSE_KINDS = frozenset(KINDS)
JUDGED_AS = {
    "profile": "day",
    "membership": "listing",
    "cancelled": "tender",
}  # rows of a close, by the frame whose rules look at them
JUDGED = frozenset({"tender", "ruling", "listing", "contract", "account"})
PLANNED = "已报备用款"
OURS = frozenset({"_source", "_time", "_row"})  # columns of a row on its way, not of the fact
TAKEN_KEPT = 64  # entries of a customer known to be out: a close names those of four days, and one that was cut short is run again
Rows = pl.DataFrame


class Stages:
    """One shard's customers and everything that is done with their rows, in the order of time."""

    def __init__(self, partition: int, partitions: int, rules: RuleSet, calendar: Calendar, outbox: Outbox) -> None:
        self.rules = rules
        self.calendar = calendar
        self.outbox = outbox
        self.customers = Customers()
        self.books = Books()
        self.repeats = Repeats()
        self.features = FeatureState(rules.features, calendar)
        self.attributes = Beside(
            {"customer_name": pl.String(), **{name: POLARS[kind] for name, kind in CUSTOMER.items()}}
        )
        self.profile = Beside({name: kind for name, kind in BESIDE.items() if name not in CUSTOMER})
        self.tracing = Tracing(partitions, self.books, calendar, outbox)
        self.expecting = Expecting(self.books, calendar, rules)
        self.sequencing = Sequencing(self.books, rules)
        self._followed: dict[str, frozenset[str]] = {}  # findings of sequences at hand → the names of their two events
        self.alerting = Alerting(self.books, outbox, rules)
        self.lastings = Lastings(self.books, rules.rules)
        self.watches = (
            self.tracing.carrying, self.expecting.payrolls, self.expecting.tasked, self.sequencing.waiting, self.alerting.expiring
        )  # fmt: skip
        self.closed: date | None = None
        self._mended: set[str] = set()  # customers of whom the close under way has taken entries out
        self.ahead: dict[str, tuple[int, int]] = {}  # customer → (log offset, clock) its saved row has seen
        self._reads = {on: {"customer_name"} | rules.reads(on) for on in rules.frames()}
        self._txn_reads = sorted(set(BESIDE) & rules.reads("txn"))
        self._handlers: dict[str, Callable[[Rows], pl.DataFrame]] = {
            "txn": self._txn, "customer": self._customer, "relation": self._relation, "contract": self._contract,
            "task": self._task, "effect": self._effect, "interaction": self._interaction,
        }  # fmt: skip

    def expect(self, customers: int) -> None:
        """So many customers will be put back."""
        self.features.customers.expect(customers)
        self.repeats.expect(customers)

    # ---- rows of the sources

    def take(self, kind: str, rows: Rows, clock: int) -> None:
        """Rows of one kind, in order, whose time has come. Rows of nobody are taken apart: they cost the others no place of theirs."""
        if 0 < rows["customer_id"].null_count() < len(rows):
            nobodys = rows["customer_id"].is_null()
            self.take(kind, rows.filter(nobodys), clock)
            rows = rows.filter(~nobodys)
        rows = self._placed(self._unseen(rows))
        if rows.is_empty():
            return
        if kind != "effect":
            rows = self._once(rows)
        findings = self._handlers.get(kind, self._other)(rows) if rows.height else no_findings()
        if kind in JUDGED and rows.height:
            facts = rows.with_columns_seq(leg=pl.lit("入选")) if kind == "listing" else rows
            findings = pl.concat([findings, self.judge(kind, facts)])
        if kind != "effect" and rows.height:
            self.outbox.facts.append((kind, rows[[name for name in rows.columns if name not in OURS]]))
        if kind == "txn":
            findings = with_taken_back(rows, findings, self.alerting.findings_named, self._followed)
        self._found(findings, rows)

    def _unseen(self, rows: Rows) -> Rows:
        """Without what a customer's saved row has seen already (it was saved later than the shard's mark)."""
        if not self.ahead:
            return rows
        known = [self.ahead.get(c, (-1, 0)) for c in rows["customer_id"].to_list()]
        seen = [o <= k[0] and t <= k[1] for o, t, k in zip(rows["log_offset"], rows["_time"], known, strict=True)]
        return rows.filter(~pl.Series(seen, dtype=pl.Boolean))

    def _placed(self, rows: Rows) -> Rows:
        """With the rows of their customers, who are to be saved; rows of no customer have no place."""
        if rows["customer_id"].null_count():
            return rows
        index = self.customers.index(rows["customer_id"])
        self.customers.touch(index)
        return beside(rows, pl.Series("_row", index))

    def _once(self, rows: Rows) -> Rows:
        """Without a producer's own repeats."""
        if "_row" not in rows.columns:
            return rows
        repeat = self.repeats.find(rows["_row"].to_numpy(), rows["event_id"])
        return rows.filter(~pl.Series(repeat)) if repeat.any() else rows

    def _txn(self, rows: Rows) -> pl.DataFrame:
        index = rows["_row"].to_numpy()
        observed = self.features.observe(index, rows.with_columns_seq(self.rules.masks))
        of_customers = self.attributes.gather(index, self._txn_reads), self.profile.gather(index, self._txn_reads)
        observed = beside(observed, *chain(*of_customers))
        self.expecting.paid(rows)
        traced = self.tracing.follow(observed)
        found = self._judged("txn", observed)
        if traced is None:
            return found
        # where loan money is concerned is asked first: a risk silences an opportunity on the same money (DOMAIN §2.0)
        return pl.concat([self.judge("trace", traced), found]).sort("event_time", maintain_order=True)

    def _customer(self, rows: Rows) -> pl.DataFrame:
        self.attributes.put(self.customers.index(rows["customer_id"]), rows.with_columns_seq(customer_name="name"))
        for customer, controller, legal_rep in rows.select_seq("customer_id", "controller", "legal_rep").iter_rows():
            relatives.name(self.books.write(customer), (controller, legal_rep))
        return no_findings()

    def name_of(self, customer: str) -> str | None:
        """What the customer is called, when it has said so."""
        row = self.customers.rows.get(customer)
        name: str | None = None if row is None else self.attributes.value(row, "customer_name")
        return name

    def _relation(self, rows: Rows) -> pl.DataFrame:
        """Who counts as the borrower when its loan money comes back: controllers, group, legal persons. An edge between strangers is nobody's."""
        ours = rows.filter(pl.col("customer_id").is_not_null() & pl.col("type").is_in(relatives.COUNTING))
        for edge in ours.to_dicts():
            relatives.state(self.books.write(edge["customer_id"]), edge["customer_id"], edge)
        return no_findings()

    def _contract(self, rows: Rows) -> pl.DataFrame:
        batches = rows.filter((pl.col("object") == "payroll_batch") & pl.col("customer_id").is_not_null())
        for customer, day in zip(batches["customer_id"].to_list(), batches["day"].to_list(), strict=True):
            self.expecting.occurred(customer, day)
        return no_findings()

    def _task(self, rows: Rows) -> pl.DataFrame:
        for data in rows.to_dicts():
            self.expecting.task(data)
        return no_findings()

    def _interaction(self, rows: Rows) -> pl.DataFrame:
        """A use of money that the customer has announced explains outflows up to its amount and date (DOMAIN §2.0)."""
        for data in rows.filter((pl.col("result_code") == PLANNED) & pl.col("expected_date").is_not_null()).to_dicts():
            if data["customer_id"]:
                self.alerting.plan(
                    data["customer_id"], data["amount"], self.calendar.end_of_day_ms(data["expected_date"])
                )
        return no_findings()

    def _effect(self, rows: Rows) -> pl.DataFrame:
        traced = self.tracing.arrive(rows)
        return self.judge("trace", traced) if traced is not None else no_findings()

    def _other(self, rows: Rows) -> pl.DataFrame:
        return no_findings()

    # ---- a day's close

    def close_rows(self, kind: str, rows: Rows, day: date) -> None:
        """Rows that the close of a day has worked out for this shard's customers."""
        if kind == "taken_back":
            self._take_out(rows)
            return
        rows = rows.with_columns_seq(
            day=pl.lit(day), event_time=pl.lit(self.calendar.end_of_day_ms(day)).cast(pl.Datetime("ms", "UTC")),
            event_id=pl.format("{}:{}", pl.lit(str(day)), "customer_id"),
        )  # fmt: skip
        rows = self._placed(rows)
        if kind == "partners":
            self.tracing.partners(rows)
            return
        if kind == "profile":
            rows = rows.with_columns_seq(loan_money=self._loan_money_of(rows["customer_id"], day))
            self.put_profiles(rows)
            self.outbox.facts.append(("profile", rows.drop("_row", strict=False)))
        self._found(self.lastings.news(self.judge(JUDGED_AS.get(kind, kind), rows)))

    def _take_out(self, rows: Rows) -> None:
        """Entries that were corrected, retracted or reversed; a close names those of four days, so each is taken once. What still stands on one
        (it came after the entry that names it) is taken back."""
        rows = self._placed(rows.rename({"entry_day": "day"}))
        pairs = zip(rows["customer_id"], rows["event_id"], strict=True)
        rows = rows.filter(pl.Series([self._untaken(customer, entry) for customer, entry in pairs], dtype=pl.Boolean))
        if rows.height:
            self.features.take_out(rows["_row"].to_numpy(), rows.with_columns_seq(self.rules.masks))
            self._mended.update(rows["customer_id"].to_list())
            entries = rows.filter(~pl.col("reversal")).select_seq("customer_id", "event_id")
            self._found(_together(self.alerting.findings_on(*one) for one in entries.iter_rows()))

    def _untaken(self, customer: str, event_id: str) -> bool:
        book = self.books.write(customer)
        if event_id in book.taken:
            return False
        book.taken = [*book.taken[-(TAKEN_KEPT - 1) :], event_id]
        return True

    def _loan_money_of(self, customers: pl.Series, day: date) -> pl.Series:
        carried = self.tracing.carried(day)
        if not carried:
            return pl.zeros(len(customers), pl.Int64, eager=True)
        return pl.Series([carried.get(customer, 0) for customer in customers.to_list()], dtype=pl.Int64)

    def put_profiles(self, rows: Rows) -> None:
        """Keep the profile columns beside the customers until the next close."""
        index = rows["_row"].to_numpy() if "_row" in rows.columns else self.customers.index(rows["customer_id"])
        self.profile.put_all(index, rows, len(self.customers))

    def close(self, day: date, incomplete: frozenset[str]) -> None:
        """The mark "profiled": what is missing is judged, timers run out, alerts expire."""
        end = self.calendar.end_of_day_ms(day)
        self._found(self._unfounded(day))
        absent, unjudged = self.expecting.absences(day, incomplete)
        self._found(self.judge("absence", absent))
        self.alerting.unjudged(unjudged, end)
        self._found(self.judge("task", self.expecting.tasks(end)))
        self.alerting.expire(end)
        self.sequencing.lapse(end)
        self._loan_money(day)
        self.tracing.new_day()
        self.closed = day

    def _unfounded(self, day: date) -> pl.DataFrame:
        """What lasted until yesterday and holds no more today, when entries were taken out: it was a mistake, and is taken back."""
        mended, self._mended = sorted(self._mended), set()
        return _together(self.alerting.taken_back_of(one, self.lastings.ended(one, day)) for one in mended)

    def _loan_money(self, day: date) -> None:
        """Loan money on deposit is a fact of the day: deposit performance leaves it out (DOMAIN §0.1.6)."""
        carried = self.tracing.carried(day)
        if carried:
            rows = pl.DataFrame({"customer_id": list(carried), "left": list(carried.values())})
            self.outbox.facts.append(("loan_money", rows.with_columns_seq(day=pl.lit(day))))

    # ---- findings

    def judge(self, on: str, rows: Rows) -> pl.DataFrame:
        """Findings of all rules on this frame, with the customer's attributes and profile beside the rows."""
        if rows.is_empty() or on not in self.rules.frames():
            return no_findings()
        schema = {name: POLARS[kind] for name, kind in FRAMES[on].items()}
        index = (
            rows["_row"].to_numpy()
            if "_row" in rows.columns
            else self.customers.index(rows["customer_id"].fill_null(""))
        )
        read = self._reads[on]
        wanted = [name for name in schema if name in read and (name not in rows.columns or name == "customer_name")]
        ours = [] if "is_customer" in rows.columns else [rows["customer_id"].is_not_null().alias("is_customer")]
        rows = beside(rows, *self.attributes.gather(index, wanted), *self.profile.gather(index, wanted), *ours)
        missing = [pl.lit(None, schema[name]).alias(name) for name in read & set(schema) - set(rows.columns)]
        return self._judged(on, rows.with_columns_seq(missing))

    def _judged(self, on: str, rows: Rows) -> pl.DataFrame:
        followed = self.sequencing.follow(on, rows)
        self._followed |= {one.finding["finding_id"]: one.names for one in followed}
        return self.rules.judge(on, rows, followed=followed)

    def _found(self, findings: pl.DataFrame, rows: Rows | None = None) -> None:
        if findings.is_empty():
            return
        taken, called = finding_rows(findings), _names_of_triggers(findings, rows)
        none: frozenset[str] = frozenset()
        told = []
        for one in taken:
            names, instead = called.get(one["trigger_id"], (none, None))
            told.append(self.alerting.take(one, names, instead, self._followed.get(one["finding_id"], none)))
        self._followed = {}
        self.outbox.findings.append(findings if all(told) else findings.filter(pl.Series(told, dtype=pl.Boolean)))
        known = {self.customers.rows[one["customer_id"]] for one in taken if one["customer_id"] in self.customers.rows}
        if known:
            self.customers.touch(np.array(sorted(known)))


def _together(pieces: Iterable[pl.DataFrame | None]) -> pl.DataFrame:
    return pl.concat([no_findings(), *(piece for piece in pieces if piece is not None)])


def _names_of_triggers(findings: pl.DataFrame, rows: Rows | None) -> dict[str, tuple[frozenset[str], str | None]]:
    """Event id → names of the entries that triggered findings (one that takes them back may call them by any), and whose place they stand in."""
    if rows is None or "bank_ref" not in rows.columns:
        return {}
    wanted = set(findings["trigger_id"].to_list())
    places = [place for place, event in enumerate(rows["event_id"].to_list()) if event in wanted]
    called = names_of(rows[pl.Series(places, dtype=pl.Int64)])
    return {event: (names, instead) for _, event, names, instead in called}
