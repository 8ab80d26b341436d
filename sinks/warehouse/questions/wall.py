"""The wall: how the bank, or a part of it, stands today, from its counters. Everything but alerts, which are the desk's."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import polars as pl

from sinks.warehouse.questions.ask import Questions
from sinks.warehouse.questions.scope import Tree

MOVEMENTS = 12


def wall(questions: Questions, day: date, org_id: str | None = None) -> dict[str, Any]:
    """Deposits, flows by the minute, branches, movements and maturities of `day` for an organisation and all below it."""
    tree = questions.tree(day)
    asked = {"day": day, "org": tree.counted_as(org_id)}
    minutes = questions.ask("wall_minutes", **asked)
    today = minutes.filter(pl.col("day") == day)
    inflow, outflow = int(today["inflow"].sum()), int(today["outflow"].sum())
    return {
        "as_of": day.isoformat(),
        "org_name": _name(tree, org_id),
        "deposit": _deposit(questions.ask("wall_balance", first=day.replace(day=1), **asked), day),
        "net_in_today": inflow - outflow,
        "in_today": inflow,
        "out_today": outflow,
        "minutes": _minutes(today),
        "minutes_yesterday": _minutes(minutes.filter(pl.col("day") < day)),
        "branches": _branches(questions, tree, day, org_id),
        "movements": questions.ask("wall_movements", limit=MOVEMENTS, **asked).drop("customer_id").to_dicts(),
        "maturities": [
            {**row, "day": row["day"].isoformat()} for row in questions.ask("wall_maturities", **asked).to_dicts()
        ],
    }


def _name(tree: Tree, org_id: str | None) -> str | None:
    roots = [unit for unit in tree.units.values() if unit.object == "org" and unit.parent is None]
    unit = tree.units.get(org_id) if org_id else next(iter(roots), None)
    return unit.name if unit else None


def _minutes(rows: pl.DataFrame) -> list[dict[str, Any]]:
    return rows.select("minute", "inflow", "outflow").sort("minute").to_dicts()


def _deposit(counted: pl.DataFrame, day: date) -> dict[str, int]:
    """Balances now, at the eve and at the month's beginning; the month's daily average without traced loan money. 0 where nothing is counted."""
    at = {row["day"]: row for row in counted.to_dicts()}
    last = max(at, default=day)

    def balance(until: date) -> int:
        return int(at[max(found)]["balance"]) if (found := [one for one in at if one <= until]) else 0

    average = at[last]["month"] // last.day if last in at and last >= day.replace(day=1) else 0
    eve, opening = day - timedelta(1), day.replace(day=1) - timedelta(1)
    return {"now": balance(day), "yesterday": balance(eve), "month_start": balance(opening), "average": int(average)}


def _branches(questions: Questions, tree: Tree, day: date, org_id: str | None) -> list[dict[str, Any]]:
    """Deposits and today's change of the organisations one step down."""
    units = {unit.id: unit.name for unit in tree.children(org_id)}
    rows = questions.ask("wall_branches", day=day, first=day.replace(day=1), orgs=sorted(units) or [""]).to_dicts()
    of = {row["org_id"]: (row["deposit"], row["deposit"] - row["before"] if row["as_of"] == day else 0) for row in rows}
    found = [
        {"org_id": id, "name": name, **dict(zip(("deposit", "change"), of.get(id, (0, 0)), strict=True))}
        for id, name in units.items()
    ]
    return sorted(found, key=lambda row: (-row["deposit"], row["org_id"]))
