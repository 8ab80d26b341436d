"""A shard's numbers: one row for each customer, one for each account, moved by the compiled loop."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import reduce
from operator import and_
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from detectors.calendar import Calendar
from detectors.features import kernel
from detectors.features.accounts import Accounts
from detectors.features.declare import RING_DAYS, Agg, Feature
from detectors.features.grow import Grown
from events.arrow import fnv1a
from events.eager import beside, longs, present, ticks, truths
from events.spans import Spans

Longs = NDArray[np.int64]

KEPT_DAYS = 4  # customer-days that late records can still move: transactions may come three days late (DOMAIN §1)
DAY_COLUMNS = (
    "in_amt", "out_amt", "op_in", "op_out", "n_in", "n_out", "n_op_in", "n_op_out", "out_same", "in_same", "out_ext", "tax",
    "payroll",
)  # fmt: skip


class FeatureState:
    """All stream features of a shard's customers. `observe` is deterministic and does not depend on how records were framed."""

    def __init__(self, features: Sequence[Feature], calendar: Calendar) -> None:
        mistakes = [text for feature in features if (text := feature.mistake())]
        if mistakes:
            raise ValueError("; ".join(mistakes))
        self.windows = [f for f in features if f.by == "customer" and f.agg not in (Agg.GAP, Agg.FIRST)]
        self.gaps = [f for f in features if f.agg in (Agg.GAP, Agg.FIRST)]
        self.recent = [f for f in features if f.by == "counterparty"]
        self._starts = self._window_starts(calendar)
        self.customers = Grown(
            last=((), kernel.NEVER), cells=((len(self.windows), RING_DAYS), 0),
            seen=((len(self.gaps), kernel.MATCHES), kernel.NEVER), hits=((len(self.gaps), kernel.MATCHES), 0), called=((len(self.recent), kernel.RECENT, 2), 0),
            at=((len(self.recent),), 0), times=((len(self.recent), kernel.RECENT), kernel.NEVER),
            parties=((len(self.recent), kernel.RECENT), 0), values=((len(self.recent), kernel.RECENT), 0),
            total=((), 0), days=((KEPT_DAYS,), kernel.NEVER), sums=((KEPT_DAYS, len(DAY_COLUMNS) + 1), 0), moved=((), kernel.NEVER),
        )  # fmt: skip
        self.accounts = Accounts()
        self._day_moved = np.zeros(0, np.bool_)

    def _window_starts(self, calendar: Calendar) -> Longs:
        """[feature, epoch day] → first day of the feature's business-day window that ends there."""
        tables = calendar.tables
        places = [np.maximum(tables.index.astype(np.int64) - max(f.business_days, 1), 0) for f in self.windows]
        return np.stack([tables.days[at] for at in places]).astype(np.int64) if places else np.zeros((0, 1), np.int64)

    def observe(self, rows: Longs, frame: pl.DataFrame) -> pl.DataFrame:
        """The frame with a column for each feature, `balance_before`, `balance_after` and `customer_balance`, row by row in order."""
        count = int(rows.max()) + 1 if len(rows) else 0
        self.customers.reach(count)
        day = ticks(frame["day"])
        columns = [*self._balances(rows, frame), *self._windows(rows, day, frame), *self._gaps(rows, day, frame)]
        columns += self._recent(rows, frame)
        self._days(rows, day, frame, columns[2].to_numpy())
        return beside(frame, *columns)

    # ---- parts of observe, one for each kernel

    def _balances(self, rows: Longs, frame: pl.DataFrame) -> list[pl.Series]:
        accounts = self.accounts.index(rows, frame["account_no"])
        signed = longs(frame["signed"])
        stated, known = (
            longs(frame["bal_after"]),
            present(frame["bal_after"]) & (frame["ccy"] == "CNY").to_numpy(),
        )
        demand = frame["on_demand"].to_numpy() if "on_demand" in frame.columns else np.ones(len(rows), np.bool_)
        before, after, whole = (np.zeros(len(rows), np.int64) for _ in range(3))
        kernel.observe_balances(
            accounts, rows, signed, stated, known, demand, self.accounts.balance, self.customers["total"],
            before, after, whole,
        )  # fmt: skip
        named = (("balance_before", before), ("balance_after", after), ("customer_balance", whole))
        return [pl.Series(name, values) for name, values in named]

    def _windows(self, rows: Longs, day: Longs, frame: pl.DataFrame) -> list[pl.Series]:
        if not self.windows:
            return []
        features, customers = self.windows, self.customers
        values, masks = _inputs(features, frame)
        out = np.zeros((len(features), len(rows)), np.int64)
        aggs, spans = np.array([f.agg for f in features], np.int64), np.array([f.days for f in features], np.int64)
        kernel.observe_windows(
            rows, day, aggs, spans, self._starts, values, masks, customers["last"], customers["cells"], out
        )
        return [pl.Series(f.name, out[i]) for i, f in enumerate(features)]

    def _gaps(self, rows: Longs, day: Longs, frame: pl.DataFrame) -> list[pl.Series]:
        if not self.gaps:
            return []
        _, masks = _inputs(self.gaps, frame)
        out = np.zeros((len(self.gaps), len(rows)), np.int64)
        aggs, customers = np.array([f.agg for f in self.gaps], np.int64), self.customers
        kernel.observe_gaps(rows, day, aggs, masks, customers["seen"], customers["hits"], out)
        return [pl.Series(f.name, out[i]) for i, f in enumerate(self.gaps)]

    def _recent(self, rows: Longs, frame: pl.DataFrame) -> list[pl.Series]:
        found: list[pl.Series] = []
        if not self.recent:
            return found
        values, masks = _inputs(self.recent, frame)
        time, party, customers = ticks(frame["event_time"]), _party(frame), self.customers
        names, undone = _names(frame, np.atleast_1d(masks.any(axis=0))), _undone(frame)
        for i, feature in enumerate(self.recent):
            out, overflow = np.zeros(len(rows), np.int64), np.zeros(len(rows), np.bool_)
            kernel.observe_recent(
                rows, time, party, masks[i], values[i], feature.minutes * 60_000, names, undone, customers["at"][:, i],
                customers["times"][:, i], customers["parties"][:, i], customers["values"][:, i], customers["called"][:, i], out, overflow,
            )  # fmt: skip
            found += [pl.Series(feature.name, out), pl.Series(f"{feature.name}_overflow", overflow)]
        return found

    def _days(self, rows: Longs, day: Longs, frame: pl.DataFrame, balances: Longs) -> None:
        customers, flags = self.customers, _flags(frame)
        kernel.observe_days(
            rows, day, longs(frame["signed"]), flags, balances, customers["moved"], customers["days"], customers["sums"]
        )  # fmt: skip
        self._note_moved(rows)

    def _note_moved(self, rows: Longs) -> None:
        if len(self.customers["last"]) > len(self._day_moved):
            more = len(self.customers["last"]) - len(self._day_moved)
            self._day_moved = np.concatenate([self._day_moved, np.zeros(more, np.bool_)])
        self._day_moved[rows] = True

    def take_out(self, rows: Longs, frame: pl.DataFrame) -> None:
        """Entries that were corrected, retracted or reversed (with the columns `observe` had): what windows, gaps and customer-days still hold of
        them goes. `owed`: what the account's running balance must move by, from the day `since` on."""
        self.customers.reach(int(rows.max()) + 1 if len(rows) else 0)
        customers, day = self.customers, ticks(frame["day"])
        values, masks = _inputs(self.windows, frame)
        aggs = np.array([f.agg for f in self.windows], np.int64)
        kernel.take_from_windows(rows, day, aggs, values, masks, customers["last"], customers["cells"])
        _, masks = _inputs(self.gaps, frame)
        kernel.take_from_gaps(rows, day, masks, customers["seen"], customers["hits"])
        kernel.take_from_days(rows, day, longs(frame["signed"]), _flags(frame), customers["days"], customers["sums"])
        since, owed = longs(frame["since"].to_physical()), longs(frame["owed"])
        accounts = self.accounts.index(rows, frame["account_no"])
        kernel.shift_balances(
            rows, accounts, since, owed, self.accounts.balance, customers["total"], customers["days"], customers["sums"]
        )  # fmt: skip
        self._note_moved(rows)

    # ---- what leaves

    def customer_days(self, ids: Sequence[str]) -> pl.DataFrame:
        """Absolute customer-day rows of every customer that moved since the last call."""
        rows = np.flatnonzero(self._day_moved)
        self._day_moved[rows] = False
        days, sums = self.customers["days"][rows], self.customers["sums"][rows]
        which, kept = np.nonzero(days > kernel.NEVER)
        moved = pl.Series([ids[row] for row in rows.tolist()], dtype=pl.String)
        columns: dict[str, Any] = {"customer_id": moved.gather(which), "day": days[which, kept]}
        columns |= {name: sums[which, kept, k] for k, name in enumerate((*DAY_COLUMNS, "bal"))}
        return pl.DataFrame(columns, schema_overrides={"customer_id": pl.String}).with_columns_seq(
            pl.col("day").cast(pl.Int32).cast(pl.Date)
        )

    def export(self, rows: Longs) -> tuple[Spans, Spans]:
        """These customers' numbers and their accounts, for the state store."""
        self.customers.reach(int(rows.max()) + 1 if len(rows) else 0)
        return self.customers.pack(rows), self.accounts.pack(rows)

    def load(self, rows: Longs, numbers: Spans, accounts: Spans) -> None:
        """Put saved customers back."""
        self.customers.unpack(rows, numbers)
        self.accounts.unpack(rows, accounts)

    def shape(self) -> list[list[Any]]:
        """What saved numbers must match: the arrays' names and shapes."""
        return self.customers.shape()

    def bytes_per_customer(self) -> int:
        """How much memory a customer's row takes, accounts left out."""
        return self.customers.bytes_per_row()


NOT_MOVED = [
    "payroll",
    "tax",
    "sweep",
]  # paid from the own account elsewhere, or pooled there: no migration (OUT-04 traps)


def _flags(frame: pl.DataFrame) -> NDArray[np.bool_]:
    """[flag, record] what a customer-day's sums go by, in the order the kernel names them."""
    business = frame["business"]
    flags = [
        *(frame[name] for name in ("op_in", "op_out", "reversal")),
        frame["same_name"] & frame["other_bank"] & _none_of(business, NOT_MOVED), frame["cdt_dbt"] == "DBIT", frame["out_ext"], business == "tax", business == "payroll",
    ]  # fmt: skip
    return np.stack([truths(flag) for flag in flags])


def _none_of(column: pl.Series, texts: Iterable[str]) -> pl.Series:
    return reduce(and_, (column != text for text in texts))


def _inputs(features: Sequence[Feature], frame: pl.DataFrame) -> tuple[Longs, NDArray[np.bool_]]:
    """[feature, record] arrays of the value and where columns."""
    values = np.zeros((len(features), frame.height), np.int64)
    masks = np.ones((len(features), frame.height), np.bool_)
    for i, feature in enumerate(features):
        if feature.value:
            values[i] = longs(frame[feature.value])
        if feature.where:
            masks[i] = truths(frame[feature.where])
    return values, masks


def _party(frame: pl.DataFrame) -> Longs:
    """A number for each counterparty, by its name or else its account; the same on every machine."""
    name = frame["cp_name"]
    if name.null_count():
        name = name.zip_with(pl.Series(present(name)), frame["cp_account"])
    return fnv1a(name).view(np.int64)


def _names(frame: pl.DataFrame, wanted: NDArray[np.bool_]) -> Longs:
    """[entry, 2] what each entry that is wanted may be called by, 32 bits each: its id and bank reference; what it corrects."""
    low, names = np.uint64(kernel.LOW), np.zeros((frame.height, 2), np.uint64)
    mask = pl.Series(wanted)
    names[wanted, 0] = (fnv1a(frame["event_id"].filter(mask)) & low) << np.uint64(32) | fnv1a(
        frame["bank_ref"].filter(mask)
    ) & low
    corrects = mask & (frame["op"] == "U") & pl.Series(present(frame["original_ref"]))
    if corrects.any():
        names[corrects.to_numpy(), 1] = fnv1a(frame["original_ref"].filter(corrects)) & low
    return names.view(np.int64)


def _undone(frame: pl.DataFrame) -> Longs:
    """What the entry is called that each entry corrects, retracts or reverses, 32 bits; 0 for none."""
    undone = np.zeros(frame.height, np.int64)
    if frame["original_ref"].null_count() < frame.height:
        undoes = present(frame["original_ref"]) & (frame["reversal"] | (frame["op"] != "I")).to_numpy()
        undone[undoes] = (fnv1a(frame["original_ref"].filter(undoes)) & np.uint64(kernel.LOW)).view(np.int64)
    return undone
