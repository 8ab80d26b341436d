"""The whole shard in plain Python, one record after the other: slow and obvious on purpose.

What it shares with the engine are the contract (ids of findings), the rule files and the bank's calendar. Everything else is done again from
the definitions of DOMAIN: order, repeats, balances, windows, profiles, rules. It sees what intake wrote into the log.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from detectors.calendar import Calendar
from detectors.rules import RuleSet, State
from detectors.rules.compiled import stream_features
from detectors.rules.frames import CUSTOMER, FRAMES
from detectors.rules.model import Lasting, Rule
from detectors.rules.parameters import DEFAULT_TIER
from tests.reference import profile
from tests.reference.expression import holds
from tests.reference.judge import Found, judge
from tests.reference.sequences import PlainSequences, takes_back
from tests.reference.windows import day_sums, feature_of

Row = dict[str, Any]
MOVEMENTS = ("txn", "balance")


@dataclass
class Customer:
    """Everything one customer ever did."""

    entries: list[Row] = field(default_factory=list)
    masks: dict[str, list[bool]] = field(default_factory=lambda: defaultdict(list))
    days: dict[date, dict[str, int]] = field(default_factory=dict)
    contracts: list[Row] = field(default_factory=list)
    accounts: list[Row] = field(default_factory=list)
    tenders: list[Row] = field(default_factory=list)
    attributes: Row = field(default_factory=dict)
    profile: Row = field(default_factory=dict)
    balances: dict[str, int] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)
    undone: set[str] = field(default_factory=set)  # entries that another has corrected, retracted or reversed
    pending: list[Row] = field(default_factory=list)  # such others of the last four days
    taken: set[str] = field(default_factory=set)  # what closes have taken out: all that is undone, and what only undoes

    def moved(self) -> list[Row]:
        """All entries; those taken out have moved nothing, but a balance stated with them holds."""
        return [{**entry, "signed": 0} if entry["event_id"] in self.taken else entry for entry in self.entries]

    def standing(self) -> list[Row]:
        """Entries that have not been taken out."""
        return [entry for entry in self.entries if entry["event_id"] not in self.taken]


class PlainEngine:
    """`run` takes the log's rows as (kind, row) in any order; `findings` holds what was found, by id."""

    def __init__(self, rules: RuleSet, calendar: Calendar) -> None:
        self.calendar = calendar
        self.rules = [rule for rule in rules.rules.values() if rule.state is State.ACTIVE]
        self.features = [(rule, *pair) for rule in self.rules for pair in stream_features(rule)]
        self.loan_money: Mapping[
            tuple[str, date], int
        ] = {}  # what tracing says is still there: followed elsewhere (tests/detectors/tracing)
        self.shared = {name: str(kind) for name, kind in rules.shared.items()}
        self.customers: dict[str, Customer] = defaultdict(Customer)
        self.names: set[str] = set()
        self.sequences = PlainSequences(self.rules, calendar)
        self.names_of: dict[str, set[str]] = {}  # findings of sequences → by which names their events can be taken back
        self.findings: dict[str, Found] = {}
        self.held: dict[tuple[str, ...], list[Found]] = defaultdict(list)  # every day that a lasting condition held
        self.day: date | None = None

    def run(self, rows: Iterable[tuple[str, Row]]) -> None:
        """All of it, in the order of event times; the day of the last movement is closed too."""
        ordered = sorted(
            rows, key=lambda pair: (pair[1]["_time"], pair[1]["_source"], pair[1]["source_offset"], pair[0])
        )
        last = max(row["day"] for kind, row in ordered if kind in MOVEMENTS)
        for kind, row in ordered:
            if kind in MOVEMENTS and self.day is None:
                self.day = row["day"]
            while self.day is not None and self.day < min(row["day"], last + timedelta(1)):
                self._close()
            self._take(kind, row)
        while self.day is not None and self.day <= last:
            self._close()

    # ---- one record

    def _take(self, kind: str, row: Row) -> None:
        customer = self.customers[row["customer_id"] or ""]
        if row["event_id"] in customer.seen and row["customer_id"]:
            return
        customer.seen.add(row["event_id"])
        if kind == "txn":
            row = self._observed(customer, row)
        elif kind == "customer":
            self._known(customer, row)
        elif kind in ("contract", "account"):
            (customer.contracts if kind == "contract" else customer.accounts).append(row)
        elif kind == "tender":
            customer.tenders.append(row)
        row = {**row, "leg": "入选"} if kind == "listing" else row
        beside = {**dict.fromkeys(CUSTOMER), **customer.attributes, **customer.profile}
        self._judge(kind, {**beside, "is_customer": row["customer_id"] is not None, **row})
        if kind == "txn":
            self._take_back(row)

    def _known(self, customer: Customer, row: Row) -> None:
        customer.attributes |= {name: row[name] for name in CUSTOMER if row[name] is not None}
        self.names |= {row[name] for name in ("name", "uscc") if row[name]}

    def _observed(self, customer: Customer, row: Row) -> Row:
        """The entry with its balances and features."""
        self._undo(customer, row)
        account = row["account_no"]
        stated = row["bal_after"] if row["ccy"] == "CNY" else None
        after = stated if stated is not None else customer.balances.get(account, 0) + row["signed"]
        customer.balances[account] = after
        row = {**row, "balance_before": after - row["signed"], "balance_after": after}
        row["customer_balance"] = sum(customer.balances.values())
        customer.entries.append(row)
        types = {name: str(kind) for name, kind in FRAMES["txn"].items()}
        for rule, feature, where in self.features:
            given = row | {name: one.values()[DEFAULT_TIER] for name, one in rule.parameters.items()}
            typed = types | {name: one.type for name, one in rule.parameters.items()}
            customer.masks[feature.name].append(holds(where, given, typed))
            gone = customer.undone if feature.by == "counterparty" else customer.taken
            mask = [
                fits and entry["event_id"] not in gone
                for fits, entry in zip(customer.masks[feature.name], customer.entries, strict=True)
            ]
            row[feature.name] = feature_of(feature, mask, customer.entries, self.calendar)
        self._count(customer, row["day"], row["customer_balance"])
        return row

    @staticmethod
    def _count(customer: Customer, day: date, balance: int) -> None:
        """The customer's day is stated anew with every entry."""
        entries = [entry for entry in customer.standing() if entry["day"] == day]
        customer.days[day] = {**day_sums(entries), "bal": balance}

    def _undo(self, customer: Customer, row: Row) -> None:
        """What an entry corrects, retracts or reverses counts no more within the hour, and from the close on not at all."""
        if row["original_ref"] is not None and (row["reversal"] or row["op"] != "I"):
            customer.undone |= {entry["event_id"] for entry in _named_by(row, customer.entries)}
            customer.pending.append(row)

    def _take_out(self, customer: Customer, close: date) -> bool:
        """At a close: undone entries leave the sums of their days; a corrected one leaves the balance, where the core has stated none since."""
        days = set()
        customer.pending = [row for row in customer.pending if row["day"] > close - timedelta(4)]
        for row in customer.pending:
            undone = _named_by(row, customer.entries)
            gone = [*undone, row] if row["op"] != "U" and undone else undone
            fresh = [entry for entry in gone if entry["event_id"] not in customer.taken]
            customer.taken |= {entry["event_id"] for entry in fresh}
            days |= {entry["day"] for entry in fresh}
            after = customer.entries[[e["event_id"] for e in customer.entries].index(row["event_id"]) :]
            stated = any(
                e["account_no"] == row["account_no"] and e["bal_after"] is not None and e["ccy"] == "CNY" for e in after
            )
            if row["op"] == "U" and not row["reversal"] and not stated:
                owed = sum(entry["signed"] for entry in fresh)
                customer.balances[row["account_no"]] -= owed
                for day in (day for day in customer.days if day >= row["day"]):
                    customer.days[day]["bal"] -= owed
            self._unsay(row["customer_id"], {entry["event_id"] for entry in fresh if not entry["reversal"]})
        for day in days:
            self._count(customer, day, customer.days[day]["bal"])
        return bool(days)

    def _unsay(self, customer: str, entries: set[str]) -> None:
        """What still stands on entries that were taken out, for it was found after they were named, is taken back."""
        for one in self.findings.values():
            names = self.names_of.get(one["finding_id"], set())
            if one["customer_id"] == customer and (one["trigger_id"] in entries or names & entries):
                one["state"] = "retracted"

    def _judge(self, on: str, row: Mapping[str, Any]) -> None:
        for rule, pair, names in self.sequences.follow(on, row):
            self._found(rule, pair)
            self.names_of |= {one["finding_id"]: names for one in judge(rule, pair, self.shared)}
        for rule in self.rules:
            if rule.on == on:
                self._found(rule, row)

    def _found(self, rule: Rule, row: Mapping[str, Any]) -> None:
        for one in judge(rule, row, self.shared):
            if rule.lasting and one["state"] == "open" and not self._says_something_new(rule.lasting, one):
                continue
            known = self.findings.get(one["finding_id"], {})
            again = all(known.get(name) == one[name] for name in ("state", "severity", "money_at_stake", "evidence"))
            if not (again and one["state"] == "open"):  # the same fact, published again, is not told again
                self.findings[one["finding_id"]] = one

    def _says_something_new(self, lasting: Lasting, one: Found) -> bool:
        """It did not hold on the days before, or what was said then was less urgent or about much less money."""
        held = self.held[one["customer_id"], one["rule_id"], one["object_id"]]
        said = next((before for before in reversed(held) if before["said"]), None)
        began = not held or (one["day"] - held[-1]["day"]).days > lasting.ends_after_days
        worse = said is not None and one["severity"] < said["severity"]
        base = said["money_at_stake"] if said else None
        more = bool(base and base > 0 and one["money_at_stake"] >= base * (1 + lasting.grows))
        held.append({**one, "said": began or worse or more})
        return began or worse or more

    def _take_back(self, row: Row) -> None:
        """A reversal or a return takes back what was found on the entry it names."""
        if not takes_back(row):
            return
        entries = {
            row["original_ref"],
            *(e["event_id"] for e in _named_by(row, self.customers[row["customer_id"]].entries)),
        }
        for one in self.findings.values():
            names = self.names_of.get(one["finding_id"], set())
            of_pair = row["original_ref"] in names and row["event_id"] not in names
            if one["customer_id"] == row["customer_id"] and (one["trigger_id"] in entries or of_pair):
                one["state"] = "retracted"

    # ---- one day

    def _close(self) -> None:
        assert self.day is not None
        close = self.day
        for name, customer in self.customers.items():
            if name and customer.days:
                self._close_customer(name, customer, close)
        self.day = close + timedelta(1)

    def _close_customer(self, name: str, customer: Customer, close: date) -> None:
        mended = self._take_out(customer, close)
        end = datetime.fromtimestamp(self.calendar.end_of_day_ms(close) / 1000, UTC)
        ids = {"customer_id": name, "day": close, "event_time": end, "event_id": f"{close}:{name}"}
        beside = {**dict.fromkeys(CUSTOMER), **customer.attributes}
        for party in profile.counterparties(customer.standing(), min(customer.days), close, frozenset(self.names)):
            self._judge("counterparty", {**beside, **ids, **party})
        customer.profile = self._profile(name, customer, close)
        self._judge("day", {**beside, **ids, **customer.profile})
        if mended:
            self._withdraw(name, close)

    def _withdraw(self, name: str, close: date) -> None:
        """What held until yesterday and holds no more, now that entries were taken out, is taken back from where it began."""
        daily = {rule.id: rule.lasting for rule in self.rules if rule.on == "day"}
        for (customer, rule, _), held in self.held.items():
            lasting = daily.get(rule)
            if customer == name and lasting is not None and held[-1]["day"] == close - timedelta(1):
                for one in _episode(held, lasting):
                    if one["said"]:
                        self.findings[one["finding_id"]]["state"] = "retracted"

    def _profile(self, name: str, customer: Customer, close: date) -> Row:
        held = profile.Held(customer.days, close)
        return {
            **profile.averages(held),
            **profile.needs(customer.days, held, self.calendar, profile.regulated(customer.moved(), customer.accounts)),
            **profile.quarters(customer.days, held, profile.known_from(held, customer.accounts, self._records_began())),
            **profile.credits_of(customer.standing(), close),
            **profile.same_name(customer.standing(), customer.days, close),
            **profile.passing(customer.standing(), customer.days, held, self.calendar),
            **profile.loans(customer.contracts),
            **profile.institution(customer.attributes, customer.accounts, customer.tenders, close),
            "loan_repaid_60": profile.repaid(customer.standing(), close),
            "pace": profile.pace(held),
            "loan_money": self.loan_money.get((name, close), 0),
            "sector_out_change": 1.0,
            "sector_in_change": 1.0,
            "traced_out_same_30": self._traced(name, close),
            "has_regulated_account": bool(profile.regulated_accounts(customer.accounts)),
        }

    def _records_began(self) -> date:
        return min(min(customer.days) for customer in self.customers.values() if customer.days)

    def _traced(self, name: str, close: date) -> int:
        """What OUT-01 follows already: OUT-04 leaves it out."""
        notes: dict[str, int] = {}
        for one in self.findings.values():
            mine = one["customer_id"] == name and one["rule_id"] == "OUT-01" and one["state"] == "open"
            if mine and close - timedelta(30) < one["day"] <= close:
                notes[one["object_id"]] = one["money_at_stake"]
        return sum(notes.values())


def _named_by(row: Row, entries: list[Row]) -> list[Row]:
    """The entry whose id this one names, whenever it came; by a reference, those that bear it and came before."""
    others = [entry for entry in entries if entry["event_id"] != row["event_id"]]
    return [
        entry for entry in others
        if entry["event_id"] == row["original_ref"]
        or (row["original_ref"] in (entry["bank_ref"], _instead(entry)) and _place(entry) < _place(row))
    ]  # fmt: skip


def _instead(row: Row) -> str | None:
    """The name of the entry in whose place a correction stands."""
    return row["original_ref"] if row["op"] == "U" else None


def _place(row: Row) -> tuple[int, int]:
    return row["_time"], row["source_offset"]


def _episode(held: list[Found], lasting: Lasting) -> list[Found]:
    """The days that a condition has held without having ended between them, the last first."""
    episode = [held[-1]]
    for one in reversed(held[:-1]):
        if (episode[-1]["day"] - one["day"]).days > lasting.ends_after_days:
            break
        episode.append(one)
    return episode
