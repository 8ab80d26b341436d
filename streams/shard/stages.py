"""The stages of a shard: what happens to rows when their time has come."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import numpy as np
import polars as pl

from detectors.calendar import Calendar
from detectors.features import FeatureState
from detectors.rules import BESIDE, RuleSet
from detectors.rules.frames import CUSTOMER, FRAMES, POLARS
from events.finding import no_findings
from events.finding import rows as finding_rows
from streams.log import Frame
from streams.shard.alerting import Alerting
from streams.shard.book import Books
from streams.shard.closing import day_of
from streams.shard.customers import Beside, Customers
from streams.shard.expecting import Expecting
from streams.shard.outbox import Outbox
from streams.shard.repeats import Repeats
from streams.shard.tracing import Tracing

CLOSE_KINDS = frozenset({"profile", "counterparty", "due", "contagion", "feed"})
JUDGED = frozenset({"tender", "ruling", "listing", "contract", "account"})
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
        self.alerting = Alerting(self.books, outbox, rules)
        self.closed: date | None = None
        self.ahead: dict[str, tuple[int, int]] = {}  # customer → (log offset, clock) its saved row has seen
        self._reads = {on: {"customer_name"} | rules.reads(on) for on in rules.frames()}
        self._txn_reads = sorted(set(BESIDE) & rules.reads("txn"))
        self._handlers: dict[str, Callable[[Rows], pl.DataFrame]] = {
            "txn": self._txn, "customer": self._customer, "relation": self._relation, "contract": self._contract,
            "task": self._task, "effect": self._effect,
        }  # fmt: skip

    # ---- rows of the sources

    def take(self, kind: str, rows: Rows, clock: int) -> None:
        """Rows of one kind, in order, whose time has come."""
        rows = self._placed(self._unseen(rows))
        if rows.is_empty():
            return
        if kind != "effect":
            rows = self._once(rows)
        findings = self._handlers.get(kind, self._other)(rows) if rows.height else no_findings()
        if kind in JUDGED and rows.height:
            findings = pl.concat([findings, self.judge(kind, rows)])
        if kind != "effect" and rows.height:
            self.outbox.facts.append((kind, rows.drop("_source", "_time", "_row", strict=False)))
        self._found(findings)
        if kind == "txn":
            self._reverse(rows)

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
            self.customers.touch(self.customers.index(rows["customer_id"].drop_nulls()))
            return rows
        index = self.customers.index(rows["customer_id"])
        self.customers.touch(index)
        return rows.with_columns(pl.Series("_row", index))

    def _once(self, rows: Rows) -> Rows:
        """Without a producer's own repeats."""
        if "_row" not in rows.columns:
            return rows
        repeat = self.repeats.find(rows["_row"].to_numpy(), rows["event_id"])
        return rows.filter(~pl.Series(repeat)) if repeat.any() else rows

    def _txn(self, rows: Rows) -> pl.DataFrame:
        index = rows["_row"].to_numpy()
        observed = self.features.observe(index, rows.with_columns(self.rules.masks))
        beside = [*self.attributes.gather(index, self._txn_reads), *self.profile.gather(index, self._txn_reads)]
        observed = observed.with_columns(beside)
        findings = [self.rules.judge("txn", observed)]
        traced = self.tracing.follow(observed)
        if traced is not None:
            findings.append(self.judge("trace", traced))
        return pl.concat(findings)

    def _customer(self, rows: Rows) -> pl.DataFrame:
        for row, data in zip(self.customers.index(rows["customer_id"]).tolist(), rows.to_dicts(), strict=True):
            book = self.books.write(data["customer_id"])
            known = {name: data[name] for name in CUSTOMER} | {"customer_name": data["name"]}
            book.attributes = {**book.attributes, **{name: value for name, value in known.items() if value is not None}}
            if data["controller"]:
                book.related = {**book.related, data["controller"]: "CONTROL"}
            self.attributes.put(row, book.attributes)
        return no_findings()

    def _relation(self, rows: Rows) -> pl.DataFrame:
        """Who counts as the borrower when its loan money comes back: controllers, group, legal persons."""
        for data in rows.filter(pl.col("type").is_in(["CONTROL", "SAME_GROUP", "LEGAL_REP", "SHAREHOLD"])).to_dicts():
            if data["type"] == "SHAREHOLD" and (data["weight"] or 0) <= 0.5:
                continue
            other = data["src_id"] if data["dst_id"] == data["customer_id"] else data["dst_id"]
            book = self.books.write(data["customer_id"])
            book.related = {**book.related, other: data["type"]}
        return no_findings()

    def _contract(self, rows: Rows) -> pl.DataFrame:
        batches = rows.filter(pl.col("object") == "payroll_batch")
        for customer, day in zip(batches["customer_id"].to_list(), batches["day"].to_list(), strict=True):
            self.expecting.occurred(customer, day)
        return no_findings()

    def _task(self, rows: Rows) -> pl.DataFrame:
        for data in rows.to_dicts():
            self.expecting.task(data)
        return no_findings()

    def _effect(self, rows: Rows) -> pl.DataFrame:
        traced = self.tracing.arrive(rows)
        return self.judge("trace", traced) if traced is not None else no_findings()

    def _other(self, rows: Rows) -> pl.DataFrame:
        return no_findings()

    # ---- a day's close

    def close_rows(self, kind: str, rows: Rows, frame: Frame) -> None:
        """Rows that the day close has worked out for this shard's customers."""
        if rows.is_empty():
            return
        day = day_of(frame)
        rows = rows.with_columns(
            day=pl.lit(day), event_time=pl.lit(self.calendar.end_of_day_ms(day)).cast(pl.Datetime("ms", "UTC")),
            event_id=pl.format("{}:{}", pl.lit(str(day)), "customer_id"),
        )  # fmt: skip
        rows = self._placed(rows)
        if kind == "profile":
            self.put_profiles(rows)
            self.outbox.facts.append(("profile", rows.drop("_row", strict=False)))
        on = "day" if kind == "profile" else kind
        self._found(self.judge(on, rows))

    def put_profiles(self, rows: Rows) -> None:
        """Keep the profile columns beside the customers until the next close."""
        index = rows["_row"].to_numpy() if "_row" in rows.columns else self.customers.index(rows["customer_id"])
        have = [
            name if name in rows.columns else pl.lit(None, kind).alias(name)
            for name, kind in self.profile.schema.items()
        ]
        self.profile.put_all(index, rows.select(have), len(self.customers))

    def close(self, day: date, incomplete: frozenset[str]) -> None:
        """The mark "profiled": what is missing is judged, timers run out, alerts expire."""
        end = self.calendar.end_of_day_ms(day)
        absent, unjudged = self.expecting.absences(day, incomplete)
        self._found(self.judge("absence", absent))
        self.alerting.unjudged(unjudged, end)
        self._found(self.judge("task", self.expecting.tasks(end)))
        self.alerting.expire(end)
        self._loan_money(day)
        self.tracing.new_day()
        self.closed = day

    def _loan_money(self, day: date) -> None:
        """Loan money on deposit is a fact of the day: deposit performance leaves it out (DOMAIN §0.1.6)."""
        carried = self.tracing.carried(day)
        if carried:
            rows = pl.DataFrame({"customer_id": list(carried), "left": list(carried.values())})
            self.outbox.facts.append(("loan_money", rows.with_columns(day=pl.lit(day))))

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
        beside = [*self.attributes.gather(index, wanted), *self.profile.gather(index, wanted)]
        ours = [] if "is_customer" in rows.columns else [rows["customer_id"].is_not_null().alias("is_customer")]
        rows = rows.with_columns(*beside, *ours)
        missing = [pl.lit(None, schema[name]).alias(name) for name in read & set(schema) - set(rows.columns)]
        return self.rules.judge(on, rows.with_columns(missing))

    def _found(self, findings: pl.DataFrame) -> None:
        if findings.is_empty():
            return
        self.outbox.findings.append(findings)
        for finding in finding_rows(findings):
            self.alerting.take(finding)
            if finding["customer_id"] in self.customers.rows:
                self.customers.touch(np.array([self.customers.rows[finding["customer_id"]]]))

    def _reverse(self, rows: Rows) -> None:
        """A reversal or retraction takes back what was found on the entry it names."""
        if rows["original_ref"].null_count() == rows.height:
            return
        taken_back = rows.filter(
            (pl.col("reversal") | pl.col("op").is_in(["R", "D"])) & pl.col("original_ref").is_not_null()
        )
        for data in taken_back.to_dicts():
            findings = self.alerting.findings_on(data["customer_id"], data["original_ref"])
            if findings is not None:
                self._found(findings)
