"""The entries of the open day: loan money that was on its way when they were judged is followed through them when it arrives.

They are facts like all others: a shard that comes back reads them again, with the balances that its customers had.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import polars as pl

STATED = {
    "event_id": pl.String(), "event_time": pl.Datetime("ms", "UTC"), "day": pl.Date(), "account_no": pl.String(), "customer_id": pl.String(),
    "signed": pl.Int64(), "business": pl.String(), "loan_note_id": pl.String(), "cp_account": pl.String(), "cp_customer_id": pl.String(),
    "cp_name": pl.String(), "cp_bank_entity": pl.String(), "cp_kind": pl.String(), "same_name": pl.Boolean(), "other_bank": pl.Boolean(),
    "remittance": pl.String(), "bank_ref": pl.String(), "original_ref": pl.String(), "op": pl.String(), "reversal": pl.Boolean(),
}  # fmt: skip
ENTRY = [*STATED, "balance_before"]
# what an entry's place and balance are known from when it is read again: columns of the facts
PLACED = {"log_offset": pl.Int64(), "bal_after": pl.Int64(), "ccy": pl.String(), "version": pl.UInt64()}
TOGETHER = (
    32  # a live step's few rows keep alive all that was fetched with them: so many steps are copied into one frame
)


class Today:
    """Rows of ENTRY, in the order they were taken."""

    def __init__(self) -> None:
        self._levels: list[list[pl.DataFrame]] = [[]]  # frames of one step, of 32, of 1,024 …

    def add(self, entries: pl.DataFrame, level: int = 0) -> None:
        """Entries that have been taken."""
        if level == len(self._levels):
            self._levels.append([])
        self._levels[level].append(entries)
        if len(self._levels[level]) == TOGETHER:
            whole = pl.concat(self._levels[level], rechunk=True)
            self._levels[level] = []
            self.add(whole, level + 1)

    def of(self, customer: str, day: date) -> pl.DataFrame | None:
        """A customer's entries of a day; None when there are none."""
        taken = (rows for level in reversed(self._levels) for rows in level)
        found = [mine for rows in taken if (mine := rows.filter(rows["customer_id"] == customer)).height]
        return pl.concat(found).filter(pl.col("day") == day) if found else None

    def clear(self) -> None:
        """The day is closed."""
        self._levels = [[]]


def again(
    facts: pl.DataFrame, mark: tuple[int, int], ahead: Mapping[str, tuple[int, int]], balances: pl.DataFrame
) -> pl.DataFrame:
    """Rows of ENTRY from stored ones (STATED and PLACED, repeats among them), of those alone that a shard has taken.

    `mark`: (log offset, clock) that it has come to; `ahead`: the same of customers whose row is newer. `balances`: of each account
    (account_no, balance in fen) as it stands there.
    """
    places = [ahead.get(customer, mark) for customer in facts["customer_id"]]
    to = pl.DataFrame(places, schema={"_offset": pl.Int64, "_time": pl.Int64}, orient="row")
    known = facts.cast(STATED | PLACED).hstack(to)  # type: ignore[arg-type]  # a schema is a mapping
    taken = known.filter(
        pl.col("log_offset") <= pl.col("_offset"), pl.col("event_time").dt.epoch("ms") <= pl.col("_time")
    )
    once = taken.sort("version").unique("event_id", keep="last").sort("event_time", "log_offset", "event_id")
    return _with_balances(once.join(balances, on="account_no", how="left", maintain_order="left")).select(ENTRY)


def _with_balances(entries: pl.DataFrame) -> pl.DataFrame:
    """With `balance_before`: what the core states wins, else the running sum, counted from a statement before or after it or from the balance now."""
    stated = pl.when(pl.col("ccy") == "CNY").then("bal_after")
    moved = pl.col("signed").fill_null(0)
    start = (stated - moved.cum_sum()).forward_fill().backward_fill().fill_null(pl.col("balance") - moved.sum())
    return entries.with_columns(balance_before=(start + moved.cum_sum() - moved).over("account_no"))
