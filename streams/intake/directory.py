"""Whose account it is, and who the customer is: everything identification looks up, fed by the reference streams.

    apply("account" | "customer" | "reference", frame)      look-ups: owner, same_name, …

**When an account changes its customer** the change takes effect at the first bank day after the day the change was accepted (its
ingest_time, else its event_time), or on its valid_from if that is later. That day is a function of the record alone, so every
worker, and the same worker after a crash, knows the same one. A record's customer depends on the record's own day; all
records of a day at or before the acceptance keep the customer they had. So a repeat of intake, which repeats records that had
been read by then, sends them to the partition they went to the first time, and its offsets are known there. Two things must hold:
the change is read before records of its effective day are (what comes later is counted in `overtaken`), and the account topic
keeps superseded records for as long as repeats and late transactions may come (compaction lag ≥ 4 days). A record dated ahead of
the wall (`Limits.future_days`) is the exception: it may belong to a day that a change has yet to reach.
"""

from __future__ import annotations

from bisect import bisect_right, insort
from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from detectors.calendar import Calendar
from events.names import normalise
from streams.intake.banks import Banks
from streams.intake.business import Businesses
from streams.intake.concerned import Concerned
from streams.intake.counterparty import KIND, Counterparties, industry_kind
from streams.intake.pool import Attributes, Codes, Flags, Pool
from streams.intake.rates import Rates

MARGIN = "保证金"
OTHER = "other"  # value of an own_bank record that names another bank's legal entity

ACCOUNT_TEXTS = ("type", "sub_type", "branch_id", "status")
CUSTOMER_TEXTS = ("tier", "industry", "institution_class")


@dataclass(frozen=True, order=True)
class Change:
    """An account's customer from `day` (epoch day) on; `at` decides between two changes of one day."""

    day: int
    at: int
    customer: int


class Directory:
    """Accounts, customers, banks, counterparty classes and rates as of what has been applied."""

    def __init__(self, calendar: Calendar) -> None:
        self.calendar = calendar
        self.accounts = Pool()
        self.customers = Pool()
        self.names = Pool()  # normalised names of customers and account owners
        self.texts = Pool()
        self.usccs: dict[str, int] = {}
        self.banks = Banks()
        self.counterparties = Counterparties(self.names)
        self.businesses = Businesses()
        self.rates = Rates()
        self.concerned = Concerned()
        self.of_account = Attributes(
            "customer", "since", "first", "first_at", "last", "last_at", "owner", "owner_text", "margin", *ACCOUNT_TEXTS
        )
        self.of_customer = Attributes("name", "name_text", "uscc", "kind", *CUSTOMER_TEXTS)
        self.seen_day = 0  # latest day identified
        self.overtaken = 0  # changes that came after records of their effective day
        self._history: dict[int, list[Change]] = {}
        self._by_name: dict[int, int] = {}
        self._used_names = np.empty(0, np.int64)

    def apply(self, stream: str, frame: pl.DataFrame) -> list[str]:
        """Take in records of a reference stream; others are none of its business. Returns the accounts that are new."""
        if stream == "account":
            return self._apply_accounts(frame)
        if stream == "customer":
            self._apply_customers(frame)
            self.concerned.learn_customers(frame)
        elif stream == "relation":
            self.concerned.learn_relations(frame)
        elif stream == "reference":
            self._apply_reference(frame)
        return []

    # ---- look-ups

    def owner(self, accounts: Codes, days: Codes) -> Codes:
        """The customer of each account on each day (epoch days), 0 for an unknown account."""
        owners = self.of_account["customer"][accounts]
        if self._history:
            for i in np.flatnonzero(days < self.of_account["since"][accounts]):
                changes = self._history[int(accounts[i])]
                at = bisect_right(changes, int(days[i]), key=lambda change: change.day)
                owners[i] = changes[max(at - 1, 0)].customer
        return owners

    def uses_name(self, customers: Codes, names: Codes) -> Flags:
        """Whether each name is the customer's own, or one it has used."""
        same: Flags = (self.of_customer["name"][customers] == names) & (names > 0)
        if len(self._used_names):
            same |= (names > 0) & np.isin(customers << 32 | names, self._used_names)
        return same

    def customers_of(self, ids: pl.Series) -> Codes:
        """Customers by customer id, or by USCC; 0 for what is neither."""
        found = [self.customers.code(text) or self.usccs.get(text, 0) if text else 0 for text in ids.to_list()]
        return np.array(found, np.int64)

    def customers_named(self, names: pl.Series) -> Codes:
        """Customers by name alone (normalised, equal); 0 for none."""
        found = [self._by_name.get(self.names.code(normalise(name)), 0) if name else 0 for name in names.to_list()]
        return np.array(found, np.int64)

    def account(self, account_no: str) -> dict[str, str | None]:
        """What is known of one account; empty if it is unknown."""
        code = self.accounts.code(account_no)
        known = {name: self.texts.text(int(self.of_account[name][code])) for name in (*ACCOUNT_TEXTS, "owner_text")}
        return {"customer_id": self.customers.text(int(self.of_account["customer"][code])), **known} if code else {}

    def customer(self, customer_id: str) -> dict[str, str | None]:
        """What is known of one customer; empty if it is unknown."""
        code = self.customers.code(customer_id)
        names = (*CUSTOMER_TEXTS, "name_text", "uscc")
        return {name: self.texts.text(int(self.of_customer[name][code])) for name in names} if code else {}

    # ---- accounts

    def _apply_accounts(self, frame: pl.DataFrame) -> list[str]:
        before = len(self.accounts)
        codes = self.accounts.add_all(frame["account_no"])
        self.of_account.grow(len(self.accounts))
        customers = self._customers(frame["customer_id"])
        accepted = frame.select(at=pl.coalesce("ingest_time", "event_time"))
        days = accepted.select(self.calendar.local_day(pl.col("at"))).to_series().to_physical().to_numpy() + 1
        days = np.maximum(days, frame["valid_from"].to_physical().fill_null(0).to_numpy()).astype(np.int64)
        self._own(codes, customers, days, accepted["at"].to_physical().to_numpy())
        self._describe(codes, frame)
        return [str(self.accounts.text(code)) for code in range(before, len(self.accounts))]

    def _own(self, codes: Codes, customers: Codes, days: Codes, at: Codes) -> None:
        column = self.of_account
        distinct, first = np.unique(codes, return_index=True)
        new = first[column["customer"][distinct] == 0]
        for name, values in (
            ("customer", customers),
            ("first", days),
            ("first_at", at),
            ("last", days),
            ("last_at", at),
        ):
            column[name][codes[new]] = values[new]
        moved = np.isin(codes, codes[column["customer"][codes] != customers])
        if self._history:
            moved |= np.isin(codes, np.fromiter(self._history, np.int64))
        self._confirm(codes[~moved], days[~moved], at[~moved])
        for i in np.flatnonzero(moved):
            self._move(int(codes[i]), Change(int(days[i]), int(at[i]), int(customers[i])))

    def _confirm(self, codes: Codes, days: Codes, at: Codes) -> None:
        """Records of accounts that have always been their customer's: remember the first and the last of them."""
        column, order = self.of_account, np.argsort(at, kind="stable")
        later = order[at[order] > column["last_at"][codes[order]]]
        earlier = order[at[order] < column["first_at"][codes[order]]][::-1]
        for rows, name in ((later, "last"), (earlier, "first")):
            column[name][codes[rows]] = days[rows]
            column[f"{name}_at"][codes[rows]] = at[rows]

    def _move(self, account: int, change: Change) -> None:
        """Put the change in its place in the account's history; hearing of it again changes nothing."""
        column, customer = self.of_account, int(self.of_account["customer"][account])
        ends = [
            Change(int(column[end][account]), int(column[f"{end}_at"][account]), customer) for end in ("first", "last")
        ]
        changes = self._history.setdefault(account, sorted(set(ends)))
        if change in changes:
            return
        before = max(bisect_right(changes, change) - 1, 0)
        self.overtaken += change.day <= self.seen_day and changes[before].customer != change.customer
        insort(changes, change)
        column["customer"][account] = changes[-1].customer
        column["since"][account] = changes[-1].day

    def _describe(self, codes: Codes, frame: pl.DataFrame) -> None:
        for name in ACCOUNT_TEXTS:
            self.of_account[name][codes] = self.texts.add_all(frame[name])
        owners = frame["account_name"]
        self.of_account["owner_text"][codes] = self.texts.add_all(owners)
        self.of_account["owner"][codes] = [self.names.add(normalise(name)) if name else 0 for name in owners.to_list()]
        self.of_account["margin"][codes] = (frame["sub_type"] == MARGIN).fill_null(False).to_numpy()

    # ---- customers

    def _customers(self, ids: pl.Series) -> Codes:
        codes = self.customers.add_all(ids)
        self.of_customer.grow(len(self.customers))
        return codes

    def _apply_customers(self, frame: pl.DataFrame) -> None:
        codes = self._customers(frame["customer_id"])
        for name in CUSTOMER_TEXTS:
            self.of_customer[name][codes] = self.texts.add_all(frame[name])
        self.of_customer["name_text"][codes] = self.texts.add_all(frame["name"])
        self.of_customer["uscc"][codes] = self.texts.add_all(frame["uscc"])
        self.of_customer["kind"][codes] = [industry_kind(industry) for industry in frame["industry"].to_list()]
        self.usccs.update((uscc, int(code)) for uscc, code in zip(frame["uscc"].to_list(), codes, strict=True) if uscc)
        self._name(codes, frame["name"].to_list(), frame["used_names"].to_list())

    def _name(self, codes: Codes, names: list[str | None], used: list[list[str | None] | None]) -> None:
        pairs = []
        for code, name, others in zip(codes.tolist(), names, used, strict=True):
            former, stated = int(self.of_customer["name"][code]), normalise(name or "")
            current = self.names.add(stated) if stated else former
            self.of_customer["name"][code] = current
            if current:  # without a name nobody is found by it
                self._by_name[current] = code
            pairs += [code << 32 | self.names.add(normalise(other)) for other in others or () if other]
            pairs += [code << 32 | former] if former not in (0, current) else []
        if pairs:
            self._used_names = np.union1d(self._used_names, np.array(pairs, np.int64))

    # ---- tables

    def _apply_reference(self, frame: pl.DataFrame) -> None:
        for row in frame.iter_rows(named=True):
            match row["kind"]:
                case "own_bank":
                    self.banks.learn(row["code"], row["entity"] or row["name"], own=row["value"] != OTHER)
                case "counterparty_class" if row["value"] in KIND:
                    self.counterparties.learn(row["code"], row["value"])
                case "fx_rate" if row["number"] is not None:
                    self.rates.learn(
                        row["code"], row["valid_from"] or self.calendar.local_date(_ms(row)), row["number"]
                    )
                case "calendar" if row["is_business_day"] is not None:
                    day = row["valid_from"] or date.fromisoformat(row["code"])
                    self.calendar.override({day: row["is_business_day"]})
        self.counterparties.learn_own_banks(self.banks.own)


def _ms(row: dict[str, object]) -> int:
    return int(row["event_time"].timestamp() * 1000)  # type: ignore[attr-defined]  # a datetime, by the frame's schema
