"""Contracts as everybody reads them afterwards: money in CNY fen whatever its currency (DOMAIN §0.2), and what was taken back cancelled."""

from __future__ import annotations

import polars as pl

from events.streams import fields
from streams.intake.rates import Rates

MONEY = tuple(name for name, column in fields("contract").items() if column.kind == "money")


def as_held(frame: pl.DataFrame, rates: Rates) -> tuple[pl.DataFrame, int]:
    """Contracts with `day`; and how many amounts of a currency had no rate on or before their day, and are null."""
    converted, missing = _in_cny(frame, rates)
    return _without_retracted(converted), missing


def _in_cny(frame: pl.DataFrame, rates: Rates) -> tuple[pl.DataFrame, int]:
    foreign = (frame["ccy"] != "CNY").fill_null(value=False)
    if not foreign.any():
        return frame, 0
    part, places = frame.filter(foreign), foreign.arg_true()
    columns, missing = list[pl.Series](), 0
    for name in MONEY:
        column = rates.column(part[name], part["ccy"], part["day"])
        missing += column.null_count() - part[name].null_count()
        columns.append(frame[name].scatter(places, column))
    return frame.with_columns_seq(columns), missing


def _without_retracted(frame: pl.DataFrame) -> pl.DataFrame:
    """One that is retracted or reversed owes nothing: readers need not know how that was said."""
    back = pl.col("op").is_in(["R", "D"])
    if not frame.select_seq(back.any()).item():
        return frame
    nothing = pl.when(back).then(pl.lit(0, pl.Int64)).otherwise("outstanding")
    return frame.with_columns_seq(
        status=pl.when(back).then(pl.lit("cancelled")).otherwise("status"), outstanding=nothing
    )
