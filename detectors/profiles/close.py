"""One day close: the queries of this folder, put together into the frames that rules judge."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date
from typing import Any

import polars as pl

from detectors.calendar import Calendar
from detectors.graph import Circle, Hit, guarantee_circles, propagate, risk_edges
from detectors.profiles.asked import JOINED, Asked, places
from detectors.profiles.corrections import Corrections
from detectors.profiles.queries import Insert, Query
from detectors.profiles.sector import with_sector

KINDS = (
    "taken_back",
    "partners",
    "profile",
    "counterparty",
    "due",
    "membership",
    "cancelled",
    "contagion",
    "feed",
)  # frames of a day's close, as shards see them; what is taken back goes first, for the others are made of what is left
FED_BY = {"traced_out_same_30": "OUT-01"}  # profile columns that are sums over another rule's findings

LEAST_PASSED = 1_000_000 * 100  # fen in ten business days: no bank sets RSK-08's minimum lower (`at_least`)

_TIME, _DATE = pl.Datetime("ms", "UTC"), pl.Date()
_FACT: dict[str, pl.DataType] = {
    "customer_id": pl.String(), "day": _DATE, "event_id": pl.String(), "event_time": _TIME, "log_offset": pl.Int64(),
    "version": pl.UInt64(),
}  # fmt: skip


def _columns(text: str) -> dict[str, pl.DataType]:
    kinds: dict[str, pl.DataType] = {
        "s": pl.String(),
        "i": pl.Int64(),
        "f": pl.Float64(),
        "b": pl.Boolean(),
        "d": _DATE,
    }
    groups = (group.split(":") for group in text.split(";"))
    return {name: kinds[kind.strip()] for kind, names in groups for name in names.split()}


READS: dict[str, dict[str, pl.DataType]] = {  # tables and columns that the queries need to be there, empty or not
    "txn": _FACT | _columns("s: op cdt_dbt account_no cp_name cp_account cp_uscc cp_bank_code cp_bank_entity cp_customer_id cp_kind business original_ref bank_ref status ccy; i: signed bal_after amt_cny source_offset; b: op_in op_out out_ext reversal same_name other_bank"),
    "contract": _FACT | _columns("s: object contract_no kind status renewed_from; i: principal outstanding interest_due principal_due amount dpd renewal_approved_amount; s: guarantor_id; b: auto_renew pledge_flag extension_approved paid; d: maturity start due_date"),
    "customer": _FACT | _columns("s: name uscc institution_class industry"),
    "account": _FACT | _columns("s: sub_type account_no status; d: open_date"),
    "relation": _FACT | _columns("s: src_id dst_id type; i: amount src_equity; f: weight; d: valid_from valid_to"),
    "ruling": _FACT | _columns("s: role performance status case_no concerns; i: amount; f: confidence"),
    "registry": _FACT | _columns("s: after; f: confidence"),
    "rating": _FACT | _columns("f: confidence; b: defaulted"),
    "tender": _FACT | _columns("s: project_no stage title buyer category winner_uscc concerns; i: amount; f: confidence"),
    "listing": _FACT | _columns("s: list_code level batch status; f: confidence; d: valid_from valid_to"),
    "reference": _FACT | _columns("s: kind code value"),
    "customer_day": {"customer_id": pl.String(), "day": _DATE, "version": pl.UInt64()}
    | _columns("i: bal in_amt out_amt op_in op_out n_in n_out n_op_in n_op_out out_same in_same out_ext tax payroll; b: restated"),
    "finding": {"customer_id": pl.String(), "rule_id": pl.String(), "finding_id": pl.String(), "version": pl.UInt64(), "day": _DATE}
    | _columns("s: object_id state; i: money_at_stake"),
}  # fmt: skip


class Profiles:
    """The day close's queries over one warehouse. `query` runs a statement; `insert` stores the facts that corrections restate."""

    def __init__(self, query: Query, calendar: Calendar, insert: Insert | None = None) -> None:
        self._query = query
        self._corrections = Corrections(query, insert)
        self._calendar = calendar

    def close(self, day: date, kinds: Collection[str] = KINDS) -> dict[str, pl.DataFrame]:
        """The frames of these kinds as of the end of `day`; what is not wanted is not asked for, nor what has no answer."""
        asked = Asked(self._query, places(day, self._calendar))
        own: dict[str, Callable[[Asked], pl.DataFrame]] = {
            "taken_back": self._taken_back, "profile": _profile, "due": _due, "contagion": _contagion, "feed": _feed,
        }  # fmt: skip
        return {kind: own[kind](asked) if kind in own else asked(kind) for kind in KINDS if kind in kinds}

    def _taken_back(self, asked: Asked) -> pl.DataFrame:
        return self._corrections.restate(asked.values["day"]) if asked.may("corrections") else pl.DataFrame()


def _profile(asked: Asked) -> pl.DataFrame:
    profile = asked("profile")
    for name in JOINED:
        profile = asked.beside(profile, name)
    profile = _passing(asked, profile)
    fixed = pl.col("regulated_bal").fill_null(0)
    counted = ("n_op_in_180", "largest_out_same_day", "loan_outstanding", "traced_out_same_30", "regulated_bal")
    profile = profile.with_columns(
        pl.col("excess", "excess_10_of_15") - fixed,
        pl.col(counted).fill_null(0),
        pl.when("institution").then("closing_account"),
        pl.when("institution").then("placement_tender"),
        has_regulated_account=pl.col("regulated_bal").is_not_null(),
        has_loan=pl.col("loan_outstanding").fill_null(0) > 0,
    )
    return with_sector(profile.drop("institution"))


def _passing(asked: Asked, profile: pl.DataFrame) -> pl.DataFrame:
    """How long money stays (RSK-08), of those with whom much comes, goes and leaves nothing behind: that is asked of entries, and of few."""
    came, gone = pl.col("op_in_10"), pl.col("op_out_10")
    passing = profile.filter(
        (came >= LEAST_PASSED)
        & (pl.min_horizontal(came, gone) * 10 >= pl.max_horizontal(came, gone) * 8)
        & (pl.col("bal_8_of_10") * 10 <= came)
    )
    if passing.is_empty():
        return profile.with_columns(stays_hours=pl.lit(None, pl.Int64))
    return profile.join(asked("stays", customers=passing["customer_id"].to_list()), on="customer_id", how="left")


def _due(asked: Asked) -> pl.DataFrame:
    """What falls due, and what there is for it: money that may not be moved is not (MAT-05)."""
    due = asked("due")
    if due.is_empty():
        return due
    balance, tied = pl.col("available_balance"), pl.col("regulated_bal")
    free = pl.when(tied > 0).then(pl.max_horizontal(balance - tied, 0)).otherwise(balance)
    covered = pl.sum_horizontal("available_balance", "confirmed_inflow", "unused_limit") / pl.col("amount").clip(1)
    beside = asked.beside(due, "regulated").with_columns(available_balance=free)
    return beside.with_columns(coverage=covered).drop("regulated_bal")


def _feed(asked: Asked) -> pl.DataFrame:
    told = [answer for name in ("feed", "volume") if (answer := asked(name)).height]
    return pl.concat(told).with_columns(customer_id=pl.lit(""), lag_seconds=pl.lit(None, pl.Int64))


def _contagion(asked: Asked) -> pl.DataFrame:
    """Who is hit through guarantees by today's falls, and by how much those that have been cleared still press (RSK-30)."""
    falls = asked("falls")
    if falls.is_empty():
        return pl.DataFrame()
    edges = risk_edges(asked("guarantees"))
    circles = guarantee_circles(edges)
    rows = [
        _hit_row(hit, fall, circles)
        for fall in falls.to_dicts()
        for hit in propagate(edges, {fall["customer_id"]: fall["strength"]}).values()
    ]
    return pl.DataFrame(rows)


def _hit_row(hit: Hit, fall: dict[str, Any], circles: dict[str, Circle]) -> dict[str, object]:
    circle = circles[hit.node]
    return {
        "customer_id": hit.node, "h": hit.h * fall["remains"], "cleared": fall["remains"] < 1, "source_customer": fall["customer_id"], "source_event": fall["event_id"],
        "source_strength": fall["strength"], "path": ">".join(hit.path), "hops": hit.hops, "circle_size": len(circle.ring),
        "guaranteed_sum": circle.guaranteed, "circle_flagged": circle.flagged,
    }  # fmt: skip
