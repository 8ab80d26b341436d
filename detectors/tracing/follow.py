"""One customer's day, followed as a whole: buckets at its start, its entries, and loan money that arrives from others.

- A drawdown of note n into account a makes a bucket. A later debit of a takes from the newest bucket first: all it can within three business
  days of the drawdown (LIFO), afterwards its share `amount · bucket / balance before`, rounded down to the fen (PRORATA).
- Money paid to an account of ours makes a child bucket there, one hop on. The drawdown's own bucket is hop 1; a bucket of hop 3 makes no
  children. A bucket ends 20 business days after the drawdown or with less than 1 % of it left.
- A repayment of the note takes from its bucket and counts as nothing else. Money that a payee returns goes back into the bucket, and
  what was traced to that payee shrinks by it.

The result depends on event times alone: a late arrival means following the day again, and restating what changed.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from itertools import count
from typing import Any

from detectors.calendar import Calendar

LIFO_BUSINESS_DAYS = 3
LIFE_BUSINESS_DAYS = 20
MAX_HOP = 3
NO_ROUND_TRIP = (
    "退款",
    "红字",
    "退货",
    "保证金",
    "理赔",
    "赔款",
)  # a failed purchase, a deposit given back, an insurer (RSK-04 traps)
CLOSED_BELOW = 100  # a bucket with less than 1/100 of the drawdown left is closed


@dataclass(frozen=True)
class Bucket:
    """Loan money in one account. Amounts in fen, times epoch ms. `paid`: payee → how much of it went there."""

    note: str
    root: str  # the borrower's customer id
    account: str
    customer: str
    left: int
    drawn: int
    drawn_at: int
    since: int
    hop: int = 1
    path: tuple[str, ...] = ()
    payment: str = ""  # the first payment to another customer: event id …
    payment_amount: int = 0  # … and how much loan money it carried
    related: tuple[str, ...] = ()  # who counts as the borrower when money comes back
    paid: tuple[tuple[str, int], ...] = ()
    origin: str = ""  # event id of the drawdown or of the debit that brought it

    @property
    def id(self) -> str:
        """Derived: note, account and what brought it."""
        return f"{self.note}|{self.account}|{self.origin}"

    def data(self) -> dict[str, Any]:
        """Plain data, for the state and for effects."""
        return asdict(self)

    @classmethod
    def of(cls, data: dict[str, Any]) -> Bucket:
        """The bucket of plain data."""
        paid = tuple((str(payee), int(amount)) for payee, amount in data["paid"])
        return cls(**{**data, "path": tuple(data["path"]), "related": tuple(data["related"]), "paid": paid})


@dataclass(frozen=True)
class Entry:
    """What tracing needs of an account entry. `cp_own`: the counterparty's account is one of ours."""

    event_id: str
    time: int
    day: date
    account: str
    customer: str
    signed: int
    balance_before: int
    business: str
    note: str | None = None
    cp_account: str | None = None
    cp_customer: str | None = None
    cp_name: str | None = None
    cp_bank: str | None = None
    cp_kind: str = "unknown"
    same_name: bool = False
    other_bank: bool = False
    remittance: str = ""
    reference: str | None = None  # the bank's
    corrects: str | None = None  # the entry, by id or reference, in whose place this one stands

    @property
    def payee(self) -> str:
        """The counterparty by account, else by name."""
        return self.cp_account or self.cp_name or "?"


@dataclass(frozen=True)
class Trace:
    """So much of one note's money went (or, negative, came back) with one entry."""

    note: str
    root: str
    event_id: str
    time: int
    amount: int
    method: str
    hop: int
    path: tuple[str, ...]
    own_account_of_root: bool  # the entry was on the borrower's own account
    same_name: bool
    other_bank: bool
    bank: str | None
    business: str
    cp_kind: str
    cp_name: str | None
    comes_back: bool
    payment: str
    payment_amount: int
    refund: bool = False

    @property
    def id(self) -> str:
        """Derived: note, entry and way."""
        return f"{self.note}|{self.event_id}|{'>'.join(self.path)}"


@dataclass
class Followed:
    """What one day's following gives: traces by id, children for accounts of other customers, buckets at the end of the day."""

    traces: list[Trace] = field(default_factory=list)
    children: list[Bucket] = field(default_factory=list)
    buckets: list[Bucket] = field(default_factory=list)


def live(bucket: Bucket, day: date, calendar: Calendar) -> bool:
    """Whether a bucket still counts on that day."""
    last = calendar.add_business_days(calendar.local_date(bucket.drawn_at), LIFE_BUSINESS_DAYS)
    return day <= last and bucket.left * CLOSED_BELOW >= bucket.drawn


def follow_day(
    buckets: Sequence[Bucket],
    entries: Iterable[Entry],
    arrivals: Iterable[Bucket],
    related: Sequence[str],
    calendar: Calendar,
) -> Followed:
    """Follow a customer's day. `related` are the customer's own related parties, for drawdowns of this day."""
    day = _Day(list(buckets), tuple(related), calendar)
    # of what is alike in all else, what came first goes first: one payment may move two buckets of one origin
    turn = count()
    queue: list[tuple[int, int, str, int, Entry | Bucket]] = [(e.time, 1, e.event_id, next(turn), e) for e in entries]
    queue += [(b.since, 0, b.id, next(turn), b) for b in arrivals]
    heapq.heapify(queue)
    while queue:
        *_, item = heapq.heappop(queue)
        if isinstance(item, Bucket):
            day.held.append(item)
            continue
        for child in day.entry(item):
            if child.customer == item.customer:
                heapq.heappush(queue, (child.since, 0, child.id, next(turn), child))
            else:
                day.result.children.append(child)
    day.result.buckets = day.held
    return day.result


class _Day:
    """The buckets as they stand while a day is followed."""

    def __init__(self, held: list[Bucket], related: tuple[str, ...], calendar: Calendar) -> None:
        self.held = held
        self.related = related
        self.calendar = calendar
        self.result = Followed()

    def entry(self, entry: Entry) -> list[Bucket]:
        """Take one entry; gives the children it makes."""
        if entry.signed > 0:
            self._credit(entry)
            return []
        if entry.business == "repayment":
            self._repay(entry)
            return []
        return self._spend(entry)

    def _credit(self, entry: Entry) -> None:
        if entry.business == "drawdown" and entry.note:
            self.held.append(
                Bucket(
                    entry.note, entry.customer, entry.account, entry.customer, entry.signed, entry.signed, entry.time,
                    entry.time, path=(entry.account,), related=self.related, origin=entry.event_id,
                )
            )  # fmt: skip
            return
        if entry.business in ("fee", "interest"):
            return
        self._given_back(entry)

    def _given_back(self, entry: Entry) -> None:
        """A credit from somebody whom loan money was paid to. Own-bank payees are seen from their own side, unless it is a return."""
        back = entry.signed
        for i, bucket in self._newest_first(entry.account, entry.day):
            paid = dict(bucket.paid)
            taken = min(back, paid.get(entry.payee, 0) or paid.get(entry.cp_name or "?", 0))
            returned = entry.business == "returned" or entry.same_name  # the borrower fetched its own money back
            if taken <= 0 or (entry.cp_customer and not returned):
                continue
            key = entry.payee if paid.get(entry.payee) else entry.cp_name or "?"
            paid[key] -= taken
            back -= taken
            if returned:
                self.held[i] = replace(bucket, left=bucket.left + taken, paid=tuple(sorted(paid.items())))
                self._trace(bucket, entry, -taken, "RETURN", comes_back=False)
            else:
                payment = dict(bucket.paid)[key]
                self.held[i] = replace(bucket, paid=tuple(sorted(paid.items())))
                self._trace(bucket, entry, taken, "DIRECT", comes_back=True, hop=2, payment=(key, payment))

    def _repay(self, entry: Entry) -> None:
        left = -entry.signed
        order = sorted(self._newest_first(entry.account, entry.day), key=lambda pair: pair[1].note != entry.note)
        for i, bucket in order:
            taken = min(left, bucket.left)
            left -= taken
            self.held[i] = replace(bucket, left=bucket.left - taken)

    def _spend(self, entry: Entry) -> list[Bucket]:
        rest, children = -entry.signed, []
        for i, bucket in self._newest_first(entry.account, entry.day):
            taken, method = self._share(bucket, entry, rest)
            if taken <= 0:
                continue
            rest -= taken
            paid = dict(bucket.paid)
            paid[entry.payee] = paid.get(entry.payee, 0) + taken
            if entry.cp_name:
                paid[entry.cp_name] = (
                    paid.get(entry.cp_name, 0) + taken if entry.payee != entry.cp_name else paid[entry.payee]
                )
            self.held[i] = replace(bucket, left=bucket.left - taken, paid=tuple(sorted(paid.items())))
            own = entry.cp_customer is not None
            first = (entry.event_id, taken) if not bucket.payment and entry.cp_customer != bucket.root else None
            self._trace(bucket, entry, taken, method, comes_back=self._is_borrower(bucket, entry), payment=first)
            if own and bucket.hop < MAX_HOP:
                children.append(self._child(bucket, entry, taken, first))
        return children

    def _share(self, bucket: Bucket, entry: Entry, rest: int) -> tuple[int, str]:
        drawn_on = self.calendar.local_date(bucket.drawn_at)
        if entry.day <= self.calendar.add_business_days(drawn_on, LIFO_BUSINESS_DAYS):
            return min(bucket.left, rest), "LIFO"
        before = max(entry.balance_before, bucket.left, 1)
        return min(bucket.left, rest, -entry.signed * bucket.left // before), "PRORATA"

    @staticmethod
    def _is_borrower(bucket: Bucket, entry: Entry) -> bool:
        if bucket.customer == bucket.root:
            return False
        parties = {entry.cp_customer, entry.cp_name, entry.cp_account}
        return entry.cp_customer == bucket.root or bool(parties & set(bucket.related))

    @staticmethod
    def _child(bucket: Bucket, entry: Entry, taken: int, first: tuple[str, int] | None) -> Bucket:
        payment, amount = first or (bucket.payment, bucket.payment_amount)
        account = entry.cp_account or "?"
        return replace(
            bucket, account=account, customer=entry.cp_customer or "", left=taken, since=entry.time, hop=bucket.hop + 1,
            path=(*bucket.path, account), payment=payment, payment_amount=amount, paid=(), origin=entry.event_id,
        )  # fmt: skip

    def _newest_first(self, account: str, day: date) -> list[tuple[int, Bucket]]:
        found = [(i, b) for i, b in enumerate(self.held) if b.account == account and live(b, day, self.calendar)]
        spent = [(i, b) for i, b in enumerate(self.held) if b.account == account and b.paid and (i, b) not in found]
        return sorted(found + spent, key=lambda pair: (-pair[1].drawn_at, -pair[1].since, pair[1].id))

    def _trace(
        self, bucket: Bucket, entry: Entry, amount: int, method: str, *, comes_back: bool, hop: int | None = None,
        payment: tuple[str, int] | None = None,
    ) -> None:  # fmt: skip
        name, carried = payment or (bucket.payment, bucket.payment_amount)
        self.result.traces.append(
            Trace(
                bucket.note, bucket.root, entry.event_id, entry.time, amount, method, hop or bucket.hop,
                (*bucket.path, entry.payee), bucket.customer == bucket.root, entry.same_name, entry.other_bank, entry.cp_bank,
                entry.business, entry.cp_kind, entry.cp_name, comes_back, name, carried,
                any(word in entry.remittance for word in NO_ROUND_TRIP),
            )
        )  # fmt: skip
