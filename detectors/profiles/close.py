"""One day close: the queries of this folder, put together into the frames that rules judge."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date, timedelta
from typing import Any

import polars as pl

from detectors.calendar import Calendar
from detectors.graph import Circle, Hit, guarantee_circles, propagate, risk_edges
from detectors.profiles.corrections import Corrections
from detectors.profiles.queries import Insert, Query, statement
from detectors.profiles.sector import with_sector
from detectors.rules.frames import FRAMES, POLARS

_TYPES = {
    name: POLARS[kind]
    for on in ("day", "due", "counterparty", "feed", "listing", "tender")
    for name, kind in FRAMES[on].items()
}
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
AHEAD = (60, 30, 15, 7, 3, 1)  # days to maturity that MAT-01, 04 and 05 ask for
SAME_WEEKDAYS = 8
DECAY_DAYS, DECAY_UNTIL = 90, 720  # falls.sql: what is left of a cleared fall is told every 90 days
ASKED_FIRST = frozenset({"due", "falls", "institution"})  # dear, and on most days of a small bank without an answer
JOINED = ("credits", "same_name", "repaid", "pace", "institution")  # queries whose columns are put beside the profile's

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
    "account": _FACT | _columns("s: sub_type account_no status"),
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
        self._nothing: dict[str, pl.DataFrame] = {}  # the empty answer of each query that is asked for first

    def close(self, day: date, kinds: Collection[str] = KINDS) -> dict[str, pl.DataFrame]:
        """The frames of these kinds as of the end of `day`; what is not wanted is not asked for."""
        values = self._values(day)
        own: dict[str, Callable[[dict[str, str]], pl.DataFrame]] = {
            "taken_back": self._taken_back, "profile": self._profile, "contagion": self._contagion, "feed": self._feed,
        }  # fmt: skip
        return {kind: own[kind](values) if kind in own else self._run(kind, values) for kind in KINDS if kind in kinds}

    def _taken_back(self, values: dict[str, str]) -> pl.DataFrame:
        return self._corrections.restate(values["day"])

    def _profile(self, values: dict[str, str]) -> pl.DataFrame:
        profile = self._run("profile", values)
        for name in JOINED:
            profile = profile.join(self._run(name, values), on="customer_id", how="left")
        profile = with_sector(profile, self._run("industry", values))
        return profile.with_columns(pl.col("n_op_in_180", "largest_out_same_day").fill_null(0))

    def _feed(self, values: dict[str, str]) -> pl.DataFrame:
        return self._run("feed", values).with_columns(customer_id=pl.lit(""), lag_seconds=pl.lit(None, pl.Int64))

    def _run(self, name: str, values: dict[str, str]) -> pl.DataFrame:
        if name in self._nothing and self._query(_filled(f"{name}_first", values)).is_empty():
            return self._nothing[name]
        answer = self._query(_filled(name, values))
        answer = answer.with_columns(pl.col(c).cast(_TYPES[c]) for c in answer.columns if c in _TYPES)
        if name in ASKED_FIRST:
            self._nothing[name] = answer.clear()
        return answer

    def _values(self, day: date) -> dict[str, str]:
        quarter = day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)
        previous = (quarter - timedelta(days=1)).replace(day=1)
        previous = previous.replace(month=(previous.month - 1) // 3 * 3 + 1)
        bank_days = [self._calendar.add_business_days(day + timedelta(days=1), -back) for back in range(1, 16)]
        around = (day - timedelta(days=back) for back in range(1, 20))
        behind = (
            [d for d in around if self._calendar.business_days_between(d, day) == 3]
            if self._calendar.is_business_day(day)
            else []
        )
        weekdays = [day - timedelta(days=7 * back) for back in range(SAME_WEEKDAYS + 1)]
        return {
            "day": day.isoformat(),
            "quarter": quarter.isoformat(),
            "previous": previous.isoformat(),
            "last_year": quarter.replace(year=quarter.year - 1).isoformat(),
            "business_days": _numbers(bank_days),
            "ahead": str(AHEAD),
            "behind": _dates(behind or [date(1970, 1, 2)]),
            "behind_days": _numbers(behind or [date(1970, 1, 2)]),
            "business_day": str(int(self._calendar.is_business_day(day))),
            "same_weekdays": _dates(weekdays),
            "due_dates": _dates([*(day + timedelta(days=ahead + 1) for ahead in AHEAD), *behind]),
            "decay_dates": _dates([day - timedelta(days=back) for back in range(0, DECAY_UNTIL + 1, DECAY_DAYS)]),
        }

    def _contagion(self, values: dict[str, str]) -> pl.DataFrame:
        """Who is hit through guarantees by today's falls, and by how much those that have been cleared still press (RSK-30)."""
        falls = self._run("falls", values)
        if falls.is_empty():
            return pl.DataFrame()
        edges = risk_edges(self._run("guarantees", values))
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


def _filled(name: str, values: dict[str, str]) -> str:
    sql = statement(name)
    for place, value in values.items():
        sql = sql.replace("{" + place + "}", value)
    return sql


def _numbers(days: list[date]) -> str:
    return str([(day - date(1970, 1, 1)).days for day in days])


def _dates(days: list[date]) -> str:
    return "(" + ", ".join(f"toDate('{day}')" for day in days) + ")"
