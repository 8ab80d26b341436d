"""The finished book as columns: entries in time order with balances, and what each customer did each day."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from streams.simulate.bank import Bank
from streams.simulate.book import Book
from streams.simulate.calendar import DAY_MS
from streams.simulate.kinds import KIND, KINDS

Ints = npt.NDArray[np.int64]

SLOTS = 3  # main account, second account, dollar account
DOLLAR_SLOT = 2
NO_TIME = np.zeros(0, dtype=np.int64)
CREDIT = np.array([kind.credit for kind in KINDS])
OPERATING = np.array([kind.operating for kind in KINDS])


@dataclass(frozen=True)
class Ledger:
    """`entries` is sorted by time; `opening[customer, slot]` in fen (cents on the dollar account)."""

    entries: pl.DataFrame
    opening: Ints


@dataclass(frozen=True)
class DayTable:
    """Per customer and day, fen and counts: what the catalogue calls bal, op_in, op_out, out_same, in_same (DOMAIN §0.2)."""

    bal: Ints
    op_in: Ints
    op_out: Ints
    n_in: Ints
    n_out: Ints
    same_out: Ints
    same_in: Ints
    dues: Ints  # payroll and tax
    net: Ints  # all movements


def post(book: Book) -> Ledger:
    """Sort the entries, number them, and run the balances; openings are just large enough that no balance goes below zero."""
    frame = book.entries().filter(pl.col("time") < book.days.ms(book.days.count)).sort("time", maintain_order=True)
    credit = CREDIT[frame["kind"].to_numpy()] ^ frame["reversal"].to_numpy()
    signed = np.where(credit, 1, -1) * frame["amount"].to_numpy()
    frame = frame.with_columns(
        signed=pl.Series(signed), day=(pl.col("time") - book.days.ms(0)) // DAY_MS, event_id=pl.format("TX{}", pl.int_range(pl.len()).cast(pl.String).str.zfill(9))
    ).with_columns(running=pl.col("signed").cum_sum().over("customer", "slot"))  # fmt: skip
    opening = np.zeros((book.bank.size, SLOTS), dtype=np.int64)
    lowest = frame.group_by("customer", "slot").agg(pl.col("running").min())
    opening[lowest["customer"].to_numpy(), lowest["slot"].to_numpy()] = np.maximum(0, -lowest["running"].to_numpy())
    opening[:, 0] += book.bank.reserve // 100 * 100
    start = opening[frame["customer"].to_numpy(), frame["slot"].to_numpy()]
    return Ledger(frame.with_columns(bal_after=pl.col("running") + pl.Series(start)), opening)


def day_table(bank: Bank, ledger: Ledger, days: int) -> DayTable:
    frame = ledger.entries.filter(pl.col("slot") != DOLLAR_SLOT)
    c, d, kind = (frame[name].to_numpy() for name in ("customer", "day", "kind"))
    signed, amount = frame["signed"].to_numpy(), frame["amount"].to_numpy()
    plain = ~frame["reversal"].to_numpy()
    credit, operating = CREDIT[kind], OPERATING[kind] & plain

    def spread(keep: npt.NDArray[np.bool_], values: Ints) -> Ints:
        out = np.zeros((bank.size, days), dtype=np.int64)
        np.add.at(out, (c[keep], d[keep]), values[keep])
        return out

    ones = np.ones_like(amount)
    net = spread(np.ones_like(plain), signed)
    dues = (kind == KIND["payroll"]) | (kind == KIND["tax"])
    return DayTable(
        bal=ledger.opening[:, :DOLLAR_SLOT].sum(axis=1)[:, None] + np.cumsum(net, axis=1),
        op_in=spread(operating & credit, amount), op_out=spread(operating & ~credit, amount),
        n_in=spread(operating & credit, ones), n_out=spread(operating & ~credit, ones),
        same_out=spread(kind == KIND["same_out"], amount), same_in=spread(kind == KIND["same_in"], amount),
        dues=spread(dues, amount), net=net,
    )  # fmt: skip
