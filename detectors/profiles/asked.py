"""Questions of one day: their places filled, and only those asked that may have an answer."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import islice

import polars as pl

from detectors.calendar import Calendar
from detectors.profiles.queries import Query, statement
from detectors.rules.frames import FRAMES, POLARS

TYPES = {
    name: POLARS[kind]
    for on in ("day", "due", "counterparty", "feed", "listing", "tender")
    for name, kind in FRAMES[on].items()
} | {"division": pl.String(), "institution": pl.Boolean()}
AHEAD = (60, 30, 15, 7, 3, 1)  # days to maturity that MAT-01, 04 and 05 ask for
SAME_WEEKDAYS = 8  # that the bank was open on: a holiday's few entries say nothing of a business day's
DECAY_DAYS, DECAY_UNTIL = 90, 720  # falls.sql: what is left of a cleared fall is told every 90 days
SELDOM = {  # questions that may have no answer, and what asked_first.sql must have found for one
    **{name: {name} for name in (
        "corrections", "partners", "due", "membership", "cancelled", "falls", "loans", "traced", "regulated", "seasonal", "closing", "placement", "feed",
    )},
    "counterparty": {"moved", "known"},
}  # fmt: skip
JOINED = {  # questions whose columns are put beside a frame's
    "credits": ("p95_op_in_180", "n_op_in_180"),
    "entries": ("largest_out_same_day", "out_same_top_bank", "out_same_top_class", "loan_repaid_60"),
    "customer": ("division", "institution"), "loans": ("loan_outstanding",), "traced": ("traced_out_same_30",), "regulated": ("regulated_bal",),
    "seasonal": ("seasonal_outflow",), "closing": ("closing_account",), "placement": ("placement_tender",),
}  # fmt: skip


class Asked:
    """The questions of a close, as of one day."""

    def __init__(self, query: Query, values: dict[str, str]) -> None:
        self.values = values
        self._query = query
        self._found: frozenset[str] | None = None
        self._joined: dict[str, pl.DataFrame] = {}

    def __call__(self, name: str, **given: object) -> pl.DataFrame:
        """The answer, in the types of the frames that rules read; a frame without columns when there can be none. `given` fills the places that
        are values."""
        if not self.may(name):
            return pl.DataFrame()
        answer = self._query(filled(name, self.values), **given)
        return answer.with_columns(pl.col(c).cast(TYPES[c]) for c in answer.columns if c in TYPES)

    def may(self, name: str) -> bool:
        """Whether it may have an answer: planning a query costs more than a small bank's rows."""
        if name not in SELDOM:
            return True
        if self._found is None:
            self._found = frozenset(self._query(filled("asked_first", self.values))["question"])
        return self._found >= SELDOM[name]

    def beside(self, frame: pl.DataFrame, name: str) -> pl.DataFrame:
        """A frame of customers with the answer's columns, which are null for whom there is none. Asked once, of however many frames."""
        if name not in self._joined:
            self._joined[name] = self(name)
        answer = self._joined[name]
        if answer.is_empty():
            return frame.with_columns(pl.lit(None, TYPES[column]).alias(column) for column in JOINED[name])
        return frame.join(answer, on="customer_id", how="left", maintain_order="left")


def places(day: date, calendar: Calendar) -> dict[str, str]:
    """What the places of the statements are filled with for a day."""
    quarter = day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)
    previous = (quarter - timedelta(days=1)).replace(day=1)
    previous = previous.replace(month=(previous.month - 1) // 3 * 3 + 1)
    bank_days = [calendar.add_business_days(day + timedelta(days=1), -back) for back in range(1, 16)]
    around = (day - timedelta(days=back) for back in range(1, 20))
    behind = [d for d in around if calendar.business_days_between(d, day) == 3] if calendar.is_business_day(day) else []
    before = (day - timedelta(days=7 * back) for back in range(1, 53))
    weekdays = [day, *islice((one for one in before if calendar.is_business_day(one)), SAME_WEEKDAYS)]
    return {
        "day": day.isoformat(),
        "quarter": quarter.isoformat(),
        "previous": previous.isoformat(),
        "last_year": quarter.replace(year=quarter.year - 1).isoformat(),
        "business_days": _numbers(bank_days),
        "ten_days": bank_days[9].isoformat(),
        "end_of_day": str(calendar.end_of_day_ms(day)),
        "ahead": str(AHEAD),
        "behind": _dates(behind or [date(1970, 1, 2)]),
        "behind_days": _numbers(behind or [date(1970, 1, 2)]),
        "business_day": str(int(calendar.is_business_day(day))),
        "same_weekdays": _dates(weekdays),
        "due_dates": _dates([*(day + timedelta(days=ahead + 1) for ahead in AHEAD), *behind]),
        "decay_dates": _dates([day - timedelta(days=back) for back in range(0, DECAY_UNTIL + 1, DECAY_DAYS)]),
    }


def filled(name: str, values: dict[str, str]) -> str:
    """The text of name.sql for a day."""
    sql = statement(name)
    for place, value in values.items():
        sql = sql.replace("{" + place + "}", value)
    return sql


def _numbers(days: list[date]) -> str:
    return str([(day - date(1970, 1, 1)).days for day in days])


def _dates(days: list[date]) -> str:
    return "(" + ", ".join(f"toDate('{day}')" for day in days) + ")"
