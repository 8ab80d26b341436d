"""Counting a day's key figures. Absolute and restating: counted twice, a day has the same rows; counted after a late entry, the right ones."""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Literal

import polars as pl
import yaml
from pydantic import BaseModel, ConfigDict

from sinks.warehouse.base import Warehouse
from sinks.warehouse.facts_schema import prepare_facts
from sinks.warehouse.questions.scope import Scope
from sinks.warehouse.questions.text import question

HERE = Path(__file__).parent
HEAD = re.compile(r"\A/\*(.*?)\*/\s*", re.DOTALL)
GROUP = ("org_id", "rm_id", "tier", "industry", "kpi_id")


class Kpi(BaseModel):
    """One key figure."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    zh: str
    en: str
    unit: Literal["fen", "count", "ratio"]
    question: str


@cache
def catalogue() -> dict[str, Kpi]:
    """Every key figure by id, from the heads of the questions' files."""
    found: dict[str, Kpi] = {}
    for path in sorted(HERE.glob("*.sql")):
        head = HEAD.match(path.read_text(encoding="utf-8"))
        said: dict[str, Any] = yaml.safe_load(head[1]) if head else {}
        found |= {id: Kpi(id=id, question=path.stem, **words) for id, words in said.items()}
    return found


class Kpis:
    """The key figures of one warehouse."""

    def __init__(self, warehouse: Warehouse) -> None:
        self._warehouse = warehouse
        prepare_facts(warehouse)

    def counted(self, day: date) -> pl.DataFrame:
        """A day's counters from the facts: GROUP and value. Groups of nothing are left out."""
        names = sorted({kpi.question for kpi in catalogue().values()})
        values = {"day": day, "first": day.replace(day=1), "customer": ""}
        return pl.concat([self._warehouse.query(_statement(name), **values) for name in names]).sort(GROUP)

    def stated(self, day: date) -> pl.DataFrame:
        """A day's counters as they are stored."""
        return self._warehouse.query(question("stated", HERE), day=day).sort(GROUP)

    def refresh(self, day: date, run: int = 0) -> pl.DataFrame:
        """Count a day and store it; a group that has nothing any more is stated as 0. Returns the rows that were stored.

        Of two counts of one day the higher `run` holds; of equal ones the later.
        """
        gone = self.stated(day).filter(pl.col("value") != 0).with_columns(value=pl.lit(0, pl.Int64))
        now = self.counted(day)
        rows = pl.concat([now, gone.join(now, on=GROUP, how="anti")]).with_columns(
            day=pl.lit(day), version=pl.lit(run, pl.UInt64)
        )
        self._warehouse.insert("kpi", rows)
        return rows

    def series(self, day: date, scope: Scope | None = None, days: int = 400) -> list[dict[str, Any]]:
        """Every key figure of a scope: its value, the day before's, the month's beginning's and the series (/v1/kpis)."""
        rows = self._warehouse.query(question("series", HERE), day=day, days=days, **(scope or Scope()).values())
        of: dict[str, dict[date, int]] = {id: {} for id in catalogue()}
        for kpi, at, value in rows.rows():
            of.setdefault(kpi, {})[at] = value
        return [_item(kpi, of[id], day) for id, kpi in catalogue().items()]


@cache
def _statement(name: str) -> str:
    asked = HEAD.sub("", (HERE / f"{name}.sql").read_text(encoding="utf-8"))
    bare = "\n".join(line for line in asked.splitlines() if not line.lstrip().startswith("--"))
    return question("group", HERE).replace("{question}", bare)


def _item(kpi: Kpi, values: dict[date, int], day: date) -> dict[str, Any]:
    before = [at for at in values if at < day]
    opening = [at for at in values if at < day.replace(day=1)]
    return {
        "kpi_id": kpi.id, "name_zh": kpi.zh, "name_en": kpi.en, "unit": kpi.unit, "value": values.get(day, 0),
        "previous": values[max(before)] if before else None, "month_start": values[max(opening)] if opening else None,
        "series": [{"day": at.isoformat(), "value": value} for at, value in sorted(values.items())],
    }  # fmt: skip
