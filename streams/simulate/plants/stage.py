"""What every plant needs: a place in time, a customer, and a line in the truth."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from streams.simulate.background import Runs
from streams.simulate.bank import YUAN, Bank
from streams.simulate.book import NONE, Book, Expect, Intent, Truth
from streams.simulate.calendar import DAY_MS, Days
from streams.simulate.habits import Cast, Habits

FIRES = 18  # per detector, in a bank of 2,000
TRAPS = 10
LEARNING = 95  # days of ordinary life before a plant that is judged against the customer's history


@dataclass
class Stage:
    book: Book
    cast: Cast
    habits: Habits
    runs: Runs
    rng: np.random.Generator

    @property
    def bank(self) -> Bank:
        return self.book.bank

    @property
    def days(self) -> Days:
        return self.book.days

    def scaled(self, count: int) -> int:
        return max(2, round(count * self.bank.size / 2_000))

    @property
    def fires(self) -> int:
        return self.scaled(FIRES)

    @property
    def traps(self) -> int:
        return self.scaled(TRAPS)

    def day(self, first: int, last: int) -> int | None:
        """A random working day in a span; None when the files are too short for it."""
        work = self.days.work_index
        span = work[(work >= max(0, first)) & (work <= min(last, self.days.count - 1))]
        return int(self.rng.choice(span)) if len(span) else None

    def calm_day(self, customer: int, first: int, last: int, before: int, after: int) -> int | None:
        """Such a day, with no payment run of the customer from `before` days before it to `after` days behind it."""
        work = self.days.work_index
        span = [int(d) for d in work[(work >= first) & (work <= min(last, self.days.count - 1))]
                if self.calm(customer, int(d) - before, int(d) + after)]  # fmt: skip
        return int(self.rng.choice(span)) if span else None

    def calm(self, customer: int, first: int, last: int) -> bool:
        """Whether no payment run of the customer begins in a span of days."""
        runs = self.runs.day[self.runs.customer == customer]
        return not ((runs >= first) & (runs <= last)).any()

    def cases(self, kinds: tuple[str, ...], count: int) -> Iterator[str]:
        """So many cases, going round the kinds."""
        return (kinds[i % len(kinds)] for i in range(count))

    def ms(self, day: int, hour: float | None = None) -> int:
        at = self.rng.uniform(9.2, 16.5) if hour is None else hour
        return self.days.ms(day, at * 3_600)

    def money(self, base: float, low: float, high: float) -> int:
        return int(base * self.rng.uniform(low, high)) // YUAN * YUAN

    def split(self, amount: int, parts: int) -> list[int]:
        weights = self.rng.uniform(0.8, 1.2, parts)
        first = [int(amount * w / weights.sum()) // YUAN * YUAN for w in weights[:-1]]
        return [*first, amount - sum(first)]

    def pay_out(self, customer: int, day: int, amount: int, parts: int = 3) -> None:
        """The customer spends money with its usual suppliers, one payment each working day."""
        for i, part in enumerate(self.split(amount, parts)):
            at = self.days.after(day, i)
            if at < self.days.count:
                self.book.entry(customer, self.ms(at, 17.0), part, "supply", int(self.bank.suppliers[customer, i % 4]))

    def truth(self, rule: str, customer: int, expect: Expect, event: int, known_at: int, *, late: float = 3, early: float = 1,
              lasting: float = 14, object_id: str | None = None, aliases: tuple[str, ...] = (), serial: int = NONE,
              trigger: str | None = None, trap: str | None = None) -> None:  # fmt: skip
        """State one fact; `late`, `early` and `lasting` are days around `known_at`. Facts past the end of the files are left out."""
        if known_at >= self.days.ms(self.days.count):
            return
        by, since, until = (known_at + int(d * DAY_MS) for d in (late, -early, max(lasting, late)))
        self.book.truth.append(
            Truth(rule, customer, expect, event, known_at, by, since, until, object_id, aliases, serial, trigger, trap)
        )

    def intend(self, rule: str, customer: int, first: int, last: int, expect: Expect, trap: str | None = None) -> None:
        self.book.intents.append(Intent(rule, customer, first, last, expect, trap))

    def loan(
        self, customer: int, note: str, day: int, principal: int, start: int, maturity: int, **body: object
    ) -> str:
        """A loan contract as the core system publishes it on a day."""
        fields: dict[str, object] = {"version": 1, "outstanding": principal, "rate": 0.0345, "pay_mode": "自主", "purpose_code": "流动资金",
                  "extension_approved": False, "dpd": 0, "status": "live", "loan_class": "正常"} | body  # fmt: skip
        return self.book.record(
            "contract", self.ms(day, 8.5), object="loan", contract_no=note, customer_id=self.bank.id(customer),
            account_no=self.bank.account(customer), principal=principal, start=self.days.date(start).isoformat(),
            maturity=self.days.date(maturity).isoformat(), **fields,
        )  # fmt: skip

    def note(self, prefix: str = "LN") -> str:
        self.book.sequence += 1
        return f"{prefix}{self.book.sequence:07d}"
