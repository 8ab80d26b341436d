"""Ordinary life: receipts through the month, payroll, tax, small bills, and payment runs that leave a small reserve.

The runs pay out what has come in since the last one, so a background balance swings within the month and stands still over the
year: no organic idle cash, no organic downtrend. All of it is columns; no loop over entries.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from streams.simulate.bank import PARTNERS, YUAN
from streams.simulate.book import Book
from streams.simulate.calendar import DAY_MS, Days
from streams.simulate.habits import Habits
from streams.simulate.kinds import KIND, KINDS

Ints = npt.NDArray[np.int64]

LARGEST_CREDIT = 0.7  # of the tier's floor: no ordinary receipt is significant by itself
RUN_DAYS = 3
FAST_SHARE = 0.7  # of receipts come by the real-time system, on holidays too
KEY = 100_000  # larger than any day index
CREDIT = np.array([kind.credit for kind in KINDS])


@dataclass(frozen=True)
class Runs:
    """Payment runs, ordered by customer and first day."""

    customer: Ints
    day: Ints


def times(days: Days, day: Ints, rng: np.random.Generator, first: float = 9, last: float = 17.5) -> Ints:
    """Random moments of office hours on the given days, in epoch ms."""
    return days.ms(0) + day * DAY_MS + (rng.uniform(first, last, len(day)) * 3_600_000).astype(np.int64)


def yuan(amount: npt.NDArray[np.floating[Any]]) -> Ints:
    return np.maximum(YUAN, (amount // YUAN).astype(np.int64) * YUAN)


def write_background(book: Book, habits: Habits, rng: np.random.Generator) -> Runs:
    """Write every customer's ordinary entries; returns the payment runs, which plants steer around."""
    runs = plan_runs(book)
    _receipts(book, habits, rng)
    _payroll(book, habits, rng)
    _monthly_bills(book, habits, rng)
    _inside_the_bank(book, rng)
    _pay_runs(book, habits, runs, rng)
    _same_name_noise(book, habits, rng)
    _sweeps(book, runs)
    return runs


def plan_runs(book: Book) -> Runs:
    bank, days = book.bank, book.days
    rows: list[tuple[int, int]] = []
    for first, last in days.months():
        offset = days.date(first).day
        for shift in (0, 14):
            who = np.flatnonzero((bank.runs == 2) | (shift == 0))
            on = bank.run_day[who] + np.where(bank.run_day[who] + shift > 27, -shift, shift) - offset + first
            keep = (on >= first) & (on <= last)
            rows += [(int(c), days.nearest(int(d))) for c, d in zip(who[keep], on[keep], strict=True)]
    table = np.unique(np.array(rows or [(0, 0)], dtype=np.int64), axis=0)
    return Runs(table[:, 0], table[:, 1])


def _receipts(book: Book, habits: Habits, rng: np.random.Generator) -> None:
    bank, days = book.bank, book.days
    for month, (first, last) in enumerate(days.months()):
        work = days.work_index[(days.work_index >= first) & (days.work_index <= last)]
        if not len(work):
            continue
        part = (last - first + 1) / 30.4
        counts = np.rint(bank.credits * habits.count[:, month] * part * rng.uniform(0.93, 1.07, bank.size)).astype(
            np.int64
        )
        who = np.repeat(np.arange(bank.size), counts)
        weight = rng.lognormal(0, 0.35, len(who))
        share = weight / np.bincount(who, weight, bank.size)[who]
        amount = np.minimum(
            (bank.monthly * habits.volume[:, month] * part)[who] * share, bank.floor[who] * LARGEST_CREDIT
        )
        nth = np.arange(len(who)) - np.repeat(np.cumsum(counts) - counts, counts)
        moment = (nth + rng.random(len(who))) / counts[who]  # spread evenly over the month
        fast = rng.random(len(who)) < FAST_SHARE
        day = np.where(fast, first + moment * (last - first + 1), work[(moment * len(work)).astype(np.int64)]).astype(
            np.int64
        )
        buyer = bank.buyers[who, (PARTNERS * rng.random(len(who)) ** 1.8).astype(np.int64)]
        kind = np.where(fast, KIND["sale_fast"], KIND["sale"])
        slot = (bank.second_account[who] & (rng.random(len(who)) < 0.2)).astype(np.int64)
        book.add(customer=who, slot=slot, time=times(days, day, rng), amount=yuan(amount), kind=kind, party=buyer)


def pay_date(book: Book, customer: int, month: int) -> int | None:
    """The day index on which a month's wages are due: the pay day, or the working day before it; None outside the run."""
    first, last = book.days.months()[month]
    day = first + int(book.bank.pay_day[customer]) - book.days.date(first).day
    return book.days.on_or_before(day) if first <= day <= last else None


def _payroll(book: Book, habits: Habits, rng: np.random.Generator) -> None:
    bank, days = book.bank, book.days
    for c in np.flatnonzero(bank.pay_day > 0):
        wage = int(bank.monthly[c] * 0.13 / bank.heads[c]) // YUAN * YUAN
        _agreement(book, int(c))
        for month in np.flatnonzero(habits.payroll[c]):
            due = pay_date(book, int(c), int(month))
            if due is None:
                continue
            delay = int(habits.payroll_delay[c, month])
            due = days.after(due, delay) if delay else due
            if due < days.count:
                heads = int(bank.heads[c] * rng.uniform(0.96, 1.04))
                _batch(book, int(c), days.ms(due, 36_000 + int(rng.integers(0, 14_400))), heads, wage * heads)


def _agreement(book: Book, c: int) -> None:
    bank = book.bank
    book.record("contract", book.days.ms(0), object="payroll_agreement", contract_no=f"PA{c + 1:06d}", version=1, customer_id=bank.id(c),
                account_no=bank.account(c), pay_day=int(bank.pay_day[c]), status="正常")  # fmt: skip


def _batch(book: Book, c: int, time: int, heads: int, amount: int) -> None:
    bank = book.bank
    batch = f"PB{c + 1:06d}-{(time - book.days.ms(0)) // DAY_MS:04d}"
    book.record("contract", time, object="payroll_batch", contract_no=batch, version=1, customer_id=bank.id(c), account_no=bank.account(c),
                heads=heads, amount=amount, status="成功")  # fmt: skip
    book.entry(c, time + 60_000, amount, "payroll", bank.payroll_desk, batch=batch, heads=heads)


def _monthly_bills(book: Book, habits: Habits, rng: np.random.Generator) -> None:
    """Tax by the middle of the month, power, rent and a fee; interest on the 21st of a quarter's last month."""
    bank, days, who = book.bank, book.days, np.arange(book.bank.size)
    bills = (
        ("tax", 0.08, 8, 15, bank.tax_office),
        ("utility", 0.01, 16, 25, bank.power),
        ("rent", 0.015, 3, 10, bank.landlord),
    )
    for month, (first, last) in enumerate(days.months()):
        scale = bank.monthly * habits.volume[:, month]
        for name, share, low, high, party in bills:
            day = _workdays(days, first - days.date(first).day + rng.integers(low, high + 1, bank.size))
            _on(
                book,
                who,
                day,
                (first, last),
                yuan(scale * share * rng.uniform(0.95, 1.05, bank.size)),
                name,
                party,
                rng,
            )
        _on(book, who, np.full(bank.size, last), (first, last), np.full(bank.size, 50 * YUAN), "fee", -1, rng)
        if days.date(last).month % 3 == 0:
            day = np.full(bank.size, first - days.date(first).day + 21)
            _on(book, who, day, (first, last), yuan(bank.monthly * 0.0002), "interest", -1, rng)


def _workdays(days: Days, day: Ints) -> Ints:
    return days.work_index[np.maximum(0, np.searchsorted(days.work_index, day, side="right") - 1)]


def _on(
    book: Book,
    who: Ints,
    day: Ints,
    month: tuple[int, int],
    amount: Ints,
    kind: str,
    party: int,
    rng: np.random.Generator,
) -> None:
    keep = (day >= month[0]) & (day <= month[1]) & (day >= 0)
    book.add(customer=who[keep], time=times(book.days, day[keep], rng), amount=amount[keep], kind=np.full(keep.sum(), KIND[kind]),
             party=np.full(keep.sum(), party))  # fmt: skip


def _inside_the_bank(book: Book, rng: np.random.Generator) -> None:
    """Monthly payments between customers of ours, always from a higher number to a lower one: no circles."""
    bank, days = book.bank, book.days
    payer = np.flatnonzero(rng.random(bank.size) < 0.4)
    payer = payer[payer > 0]
    payee = (payer * rng.random(len(payer))).astype(np.int64)
    for first, last in days.months():
        work = days.work_index[(days.work_index >= first) & (days.work_index <= last)]
        if len(work):
            amount = yuan(
                np.minimum(bank.monthly[payer] * 0.02, bank.floor[payee] * 0.1) * rng.uniform(0.8, 1.2, len(payer))
            )
            time = times(days, rng.choice(work, len(payer)), rng)
            book.add(
                customer=payer,
                time=time,
                amount=amount,
                kind=np.full(len(payer), KIND["supply_book"]),
                party=bank.own_party[payee],
            )
            book.add(
                customer=payee,
                time=time + 2_000,
                amount=amount,
                kind=np.full(len(payer), KIND["sale_book"]),
                party=bank.own_party[payer],
            )


def _pay_runs(book: Book, habits: Habits, runs: Runs, rng: np.random.Generator) -> None:
    """Each run pays suppliers everything that has come in, net, since the last run, over three working days."""
    bank, days = book.bank, book.days
    total = np.maximum(_net_until(book, runs, book.entries()), 0)
    month = np.searchsorted(np.array([first for first, _ in days.months()]), runs.day, side="right") - 1
    each = bank.credits[runs.customer] * habits.count[runs.customer, month] / bank.runs[runs.customer]
    count = np.maximum(4, np.rint(0.8 * each)).astype(np.int64)
    run = np.repeat(np.arange(len(total)), count)
    weight = rng.lognormal(0, 0.3, len(run))
    share = weight / np.bincount(run, weight, len(total))[run]
    nth = np.arange(len(run)) - np.repeat(np.cumsum(count) - count, count)
    at = np.searchsorted(days.work_index, runs.day[run])
    day = days.work_index[np.minimum(at + nth % RUN_DAYS, len(days.work_index) - 1)]
    who = runs.customer[run]
    party = bank.suppliers[who, (PARTNERS * rng.random(len(run)) ** 1.5).astype(np.int64)]
    moved = _moved(habits, who, runs.day[run], nth)
    party, kind = np.where(moved, bank.away_party[who], party), np.where(moved, KIND["same_out"], KIND["supply"])
    amount = (share * total[run]).astype(np.int64) // YUAN * YUAN
    keep = (amount > 0) & (day < days.count)
    # the run begins after the day's receipts have been counted: late afternoon
    time = times(days, day[keep], rng, 17.6, 19.5)
    book.add(customer=who[keep], time=time, amount=amount[keep], kind=kind[keep], party=party[keep])


def _moved(habits: Habits, who: Ints, day: Ints, nth: Ints) -> npt.NDArray[np.bool_]:
    moved = np.zeros(len(who), dtype=np.bool_)
    for c, (first, last) in habits.moved_runs.items():
        moved |= (who == c) & (day >= first) & (day <= last) & (nth % 5 != 4)
    return moved


def _net_until(book: Book, runs: Runs, entries: pl.DataFrame) -> Ints:
    """Net inflow of a customer between the run before and the day of this run, in fen."""
    customer, day = entries["customer"].to_numpy(), (entries["time"].to_numpy() - book.days.ms(0)) // DAY_MS
    signed = np.where(CREDIT[entries["kind"].to_numpy()], 1, -1) * entries["amount"].to_numpy()
    keys = runs.customer * KEY + runs.day
    at = np.searchsorted(keys, customer * KEY + day)
    keep = (at < len(keys)) & (runs.customer[np.minimum(at, len(keys) - 1)] == customer)
    net = np.zeros(len(keys), dtype=np.int64)
    np.add.at(net, at[keep], signed[keep])
    return net


def _same_name_noise(book: Book, habits: Habits, rng: np.random.Generator) -> None:
    """A little money goes to the customer's own account elsewhere and comes back within two weeks."""
    bank, days = book.bank, book.days
    who = np.array(
        [c for c in np.flatnonzero(rng.random(bank.size) < 0.15) if int(c) not in habits.quiet], dtype=np.int64
    )
    for first, _ in days.months()[:-1]:
        out = days.work_index[np.searchsorted(days.work_index, first + rng.integers(0, 12, len(who)))]
        back = days.work_index[np.searchsorted(days.work_index, out + rng.integers(3, 13, len(who)))]
        keep = back < days.count
        amount = yuan(bank.monthly[who[keep]] * 0.03)
        for name, day in (("same_out", out[keep]), ("same_in", back[keep])):
            book.add(customer=who[keep], time=times(days, day, rng), amount=amount, kind=np.full(len(day), KIND[name]),
                     party=bank.away_party[who[keep]])  # fmt: skip


def _sweeps(book: Book, runs: Runs) -> None:
    """Just before a payment run what the second account has taken is swept to the first."""
    taken = book.entries().filter(pl.col("slot") == 1)
    amount = _net_until(book, runs, taken)
    who, at = runs.customer[amount > 0], runs.day[amount > 0]
    amount = amount[amount > 0]
    time = book.days.ms(0, 17.55 * 3_600) + at * DAY_MS
    second, bank = np.ones(len(who), dtype=np.int64), book.bank
    for name, slot, at, party in (
        ("sweep_out", second, time, bank.own_party),
        ("sweep_in", 0 * second, time + 1_000, bank.second_party),
    ):
        kind = np.full(len(who), KIND[name])
        book.add(customer=who, slot=slot, time=at, amount=amount, kind=kind, party=party[who])
