"""The records of the job, made from a seed: the same arguments give the same bytes."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import polars as pl

ACCOUNTS = 100_000
DAYS = 21
FIRST_MS, DAY_MS = 1_767_225_600_000, 86_400_000
SLICE = 100_000  # records in memory at once
NAMES = (
    "杭州西湖智能制造有限公司",
    "宁波港通国际贸易有限公司",
    "苏州工业园区精密科技股份有限公司",
    "绍兴柯桥纺织品有限公司",
    "温州瓯海电器有限公司",
)


def slices(records: int, seed: int = 7) -> Iterator[tuple[list[str], list[bytes]]]:
    """(keys, values) of up to SLICE records at a time, in the order of their event times."""
    columns = _columns(records, np.random.default_rng(seed))
    for first in range(0, records, SLICE):
        frame = _worded(columns.slice(first, SLICE))
        yield frame["account"].to_list(), frame.write_ndjson().encode().splitlines()


def _columns(records: int, rng: np.random.Generator) -> pl.DataFrame:
    """The drawn numbers. Accounts: a heavy tail, spread over the numbers so that neighbours are not all busy."""
    ranks = (rng.pareto(1.2, records) * 2_000).astype(np.int64) % ACCOUNTS
    return pl.DataFrame(
        {
            "i": np.arange(records),
            "number": ranks * 48_271 % ACCOUNTS,
            "debit": rng.random(records) < 0.5,
            "amount_fen": np.exp(rng.normal(12.3, 1.6, records)).astype(np.int64),
            "ts": FIRST_MS + np.sort(rng.integers(0, DAYS * DAY_MS, records)),
            "balance_fen": np.exp(rng.normal(15, 1.5, records)).astype(np.int64),
            "other": rng.integers(0, 10**9, records),
            "name": rng.integers(0, len(NAMES), records),
            "branch": rng.integers(0, 60, records),
        }
    )


def _worded(drawn: pl.DataFrame) -> pl.DataFrame:
    return drawn.select(
        event_id=_numbered("e{}", "i", 12),
        account=_numbered("62220000{}", "number", 8),
        customer_id=pl.format("C{}", (pl.col("number") // 2).cast(pl.String).str.zfill(7)),
        direction=pl.when("debit").then(pl.lit("D")).otherwise(pl.lit("C")),
        amount_fen="amount_fen",
        ts="ts",
        balance_fen="balance_fen",
        currency=pl.lit("CNY"),
        counterparty_account=_numbered("6228{}", "other", 12),
        counterparty_name=pl.Series("names", NAMES).gather(drawn["name"]) if drawn.height else pl.lit(""),
        counterparty_bank=pl.lit("103331000014"),
        channel=pl.lit("EBANK"),
        branch=_numbered("B{}", "branch", 3),
        product=pl.lit("DEMAND"),
        summary=pl.lit("货款"),
    )


def _numbered(pattern: str, column: str, digits: int) -> pl.Expr:
    return pl.format(pattern, pl.col(column).cast(pl.String).str.zfill(digits))
