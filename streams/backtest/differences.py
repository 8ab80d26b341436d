"""Two outcomes over the same past: which findings are new, gone, moved to another day, or say something else."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from enum import StrEnum
from typing import Any

import polars as pl

from streams.backtest.figures import LIVE

MOVED_DAYS = 31  # a finding of the same rule, customer and object within a month is the same one, told on another day
Row = dict[str, Any]


class Change(StrEnum):
    """What has become of a finding."""

    NEW = "new"
    GONE = "gone"
    MOVED = "moved"
    CHANGED = "changed"
    SAME = "same"


def differences(before: pl.DataFrame, after: pl.DataFrame) -> list[Row]:
    """One row for each finding that is open before or after: `change`, rule_id, customer_id, object_id, tier, and day, severity, money_at_stake and
    both titles of each side (`{day: [before, after]}`, None where there is none). In order of rule, day and customer."""
    was, now = ({row["finding_id"]: row for row in side.filter(LIVE).to_dicts()} for side in (before, after))
    rows = [_row(_said(was[one], now[one]), was[one], now[one]) for one in was.keys() & now.keys()]
    gone, new = ([a[one] for one in a.keys() - b.keys()] for a, b in ((was, now), (now, was)))
    moved = _moved(gone, new)
    ids = {one["finding_id"] for pair in moved for one in pair}
    rows += [_row(Change.MOVED, old, young) for old, young in moved]
    rows += [_row(Change.GONE, one, None) for one in gone if one["finding_id"] not in ids]
    rows += [_row(Change.NEW, None, one) for one in new if one["finding_id"] not in ids]
    return sorted(rows, key=_place)


def _said(old: Row, young: Row) -> Change:
    alike = all(old[name] == young[name] for name in ("severity", "money_at_stake", "day"))
    return Change.SAME if alike else Change.CHANGED


def _moved(gone: list[Row], new: list[Row]) -> list[tuple[Row, Row]]:
    """Pairs of a finding that is gone and the nearest new one that says the same of the same, each in one pair at most."""
    candidates: dict[tuple[str, str, str | None], list[Row]] = defaultdict(list)
    for one in new:
        candidates[_about(one)].append(one)
    pairs = []
    for old in sorted(gone, key=lambda one: (str(one["day"]), one["finding_id"])):
        near = [one for one in candidates[_about(old)] if _apart(old, one) <= MOVED_DAYS]
        if near:
            young = min(near, key=lambda one: (_apart(old, one), one["finding_id"]))
            candidates[_about(old)].remove(young)
            pairs.append((old, young))
    return pairs


def _about(one: Row) -> tuple[str, str, str | None]:
    return one["rule_id"], one["customer_id"], one["object_id"]


def _apart(old: Row, young: Row) -> int:
    return abs((old["day"] - young["day"]).days)


def _row(change: Change, old: Row | None, young: Row | None) -> Row:
    either = young or old
    assert either is not None
    pairs = {
        name: [side[name] if side else None for side in (old, young)]
        for name in ("day", "severity", "money_at_stake", "title_zh", "title_en")
    }
    return {
        "change": change,
        **{name: either[name] for name in ("rule_id", "customer_id", "object_id", "tier")},
        **pairs,
    }


def _place(row: Row) -> tuple[str, date, str, str]:
    return row["rule_id"], min(day for day in row["day"] if day), row["customer_id"], row["object_id"] or ""
