"""The wall: how the bank, or a part of it, stands today. Everything but alerts, which are the desk's."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import polars as pl

from sinks.warehouse.questions.ask import Questions
from sinks.warehouse.questions.scope import Scope, Tree

MOVEMENTS = 12
MATURITY_DAYS = 30


def wall(questions: Questions, day: date, org_id: str | None = None) -> dict[str, Any]:
    """Deposits, flows by the minute, branches, movements and maturities of `day` for an organisation and all below it."""
    tree = questions.tree(day)
    scope = tree.scope(org_id)
    asked = {"day": day, **scope.values()}
    moved = questions.ask("wall_deposits", first=day.replace(day=1), **asked)
    minutes = questions.ask("wall_minutes", **asked)
    today = minutes.filter(pl.col("day") == day)
    inflow, outflow = int(today["inflow"].sum()), int(today["outflow"].sum())
    return {
        "as_of": day.isoformat(),
        "org_name": _name(tree, org_id),
        "deposit": _deposit(questions, moved, day, scope),
        "net_in_today": inflow - outflow,
        "in_today": inflow,
        "out_today": outflow,
        "minutes": _minutes(today),
        "minutes_yesterday": _minutes(minutes.filter(pl.col("day") < day)),
        "branches": _branches(tree, moved, day, org_id),
        "movements": questions.ask("wall_movements", limit=MOVEMENTS, **asked).drop("customer_id").to_dicts(),
        "maturities": [
            {**row, "day": row["day"].isoformat()}
            for row in questions.ask("wall_maturities", days=MATURITY_DAYS, **asked).to_dicts()
        ],
    }


def _name(tree: Tree, org_id: str | None) -> str | None:
    roots = [unit for unit in tree.units.values() if unit.object == "org" and unit.parent is None]
    unit = tree.units.get(org_id) if org_id else next(iter(roots), None)
    return unit.name if unit else None


def _minutes(rows: pl.DataFrame) -> list[dict[str, Any]]:
    return rows.select("minute", "inflow", "outflow").sort("minute").to_dicts()


def _deposit(questions: Questions, moved: pl.DataFrame, day: date, scope: Scope) -> dict[str, int]:
    """Balances now, at yesterday's end and at the month's beginning; the month's daily average without traced loan money."""
    first = day.replace(day=1)
    grid = pl.DataFrame({"day": pl.date_range(first - timedelta(days=1), day, eager=True)})
    deltas = grid.join(moved.group_by("day").agg(pl.col("delta").sum()), on="day", how="left").sort("day")
    ends = deltas["delta"].fill_null(0).cum_sum().to_list()
    borrowed = questions.ask("wall_loan_money", first=first, day=day, **scope.values())["amount"].sum()
    average = (sum(ends[1:]) - int(borrowed)) // len(ends[1:])
    return {"now": ends[-1], "yesterday": ends[-2], "month_start": ends[0], "average": average}


def _branches(tree: Tree, moved: pl.DataFrame, day: date, org_id: str | None) -> list[dict[str, Any]]:
    """Deposits and today's change of the organisations one step down."""
    rows = moved.group_by("org_id").agg(
        pl.col("delta").sum().alias("deposit"), pl.col("delta").filter(pl.col("day") == day).sum().alias("change")
    )
    of_team = {row["org_id"]: row for row in rows.to_dicts()}
    found = []
    for unit in tree.children(org_id):
        mine = [of_team[below.id] for below in tree.below(unit.id) if below.id in of_team]
        total = {name: sum(row[name] for row in mine) for name in ("deposit", "change")}
        found.append({"org_id": unit.id, "name": unit.name, **total})
    return sorted(found, key=lambda row: (-row["deposit"], row["org_id"]))
