"""Counting a day's key figures. Absolute and restating: counted twice, a day has the same rows; counted after a late entry, the right ones."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Literal

import polars as pl
from pydantic import BaseModel, ConfigDict

from events.streams import STREAMS
from events.yaml_text import read_yaml
from sinks.warehouse.base import Warehouse
from sinks.warehouse.facts_schema import prepare_facts
from sinks.warehouse.questions.scope import among
from sinks.warehouse.questions.text import question

HERE = Path(__file__).parent
HEAD = re.compile(r"\A/\*(.*?)\*/\s*", re.DOTALL)
GROUP = ("kpi_id", "split", "org_id", "part")
MINUTE = ("org_id", "minute")
MOVEMENTS = 20
UNDER_WAY_SECONDS = 10  # rows are stamped when their insert begins, and can be read when it has ended


class Kpi(BaseModel):
    """One key figure. `averaged`: it is stated as a sum over the month's days and divided by their number where it is shown."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    zh: str
    en: str
    unit: Literal["fen", "count"]
    averaged: bool = False
    question: str


@cache
def catalogue() -> dict[str, Kpi]:
    """Every key figure by id, from the heads of the questions' files."""
    found: dict[str, Kpi] = {}
    for path in sorted(HERE.glob("*.sql")):
        head = HEAD.match(path.read_text(encoding="utf-8"))
        said: dict[str, Any] = read_yaml(head[1]) if head else {}
        found |= {id: Kpi(id=id, question=path.stem, **words) for id, words in said.items()}
    return found


class Kpis:
    """The key figures of one warehouse. `org` '' is the whole bank; any other organisation counts with all below it."""

    def __init__(self, warehouse: Warehouse) -> None:
        self._warehouse = warehouse
        prepare_facts(warehouse)

    def counted(self, day: date) -> pl.DataFrame:
        """A day's counters from the facts: GROUP and value. Parts of nothing are left out."""
        names = sorted({kpi.question for kpi in catalogue().values()})
        values = {"day": day, "first": day.replace(day=1), **among(None)}
        return self._warehouse.query(_statement(tuple(names)), **values).sort(GROUP)

    def stated(self, day: date) -> pl.DataFrame:
        """A day's counters as they are stored."""
        return self._warehouse.query(question("stated", HERE), day=day).sort(GROUP)

    def refresh(self, day: date, run: int = 0) -> pl.DataFrame:
        """Count a day and store what is not stored so; a part that has nothing any more is stated as 0. Returns the rows that were stored.

        Of two counts of one day the higher `run` holds; of equal ones the later.
        """
        before, now = self.stated(day), self.counted(day)
        gone = before.join(now, on=GROUP, how="anti").with_columns(value=pl.lit(0, pl.Int64))
        rows = pl.concat([now, gone]).join(before, on=[*GROUP, "value"], how="anti")
        self._store("counter", rows, day, run)
        return rows

    def refresh_wall(self, day: date, run: int = 0, since: int = 0) -> None:
        """Count the day's minutes in which something has been stored `since` a moment of the store's clock, and its largest entries."""
        minutes = self._warehouse.query(question("minutes", HERE), day=day, since=since, **among(None))
        self._store("counter_minute", minutes, day, run)
        moved = self._warehouse.query(question("movements", HERE), day=day, limit=MOVEMENTS, **among(None))
        self._store("counter_movement", moved, day, run)

    def _store(self, table: str, rows: pl.DataFrame, day: date, run: int) -> None:
        self._warehouse.insert(table, rows.with_columns(day=pl.lit(day), version=pl.lit(run, pl.UInt64)))

    def stale_since(self, day: date) -> date:
        """The first day whose facts have changed since it was counted: from there to `day`, counters are to be counted again."""
        found = self._warehouse.query(question("stale", HERE), day=day)["day"].to_list()
        return min([*found, day])

    def close(self, day: date, clock: int) -> None:
        """Every day up to this one has been counted with all that was stored before `clock`."""
        mark = {"kpi_id": [""], "split": ["closed"], "org_id": [""], "part": [""], "value": [clock]}
        self._store("counter", pl.DataFrame(mark), day, clock)

    def clock(self) -> int:
        """The moment `since` which to count next, or that a close had reached: everything stamped before it can be read by now. By the store's
        clock, in seconds."""
        return int(self._warehouse.query("SELECT toInt64(toUnixTimestamp(now())) AS now").item()) - UNDER_WAY_SECONDS

    def series(self, day: date, org: str = "", rm: str | None = None, days: int = 400) -> list[dict[str, Any]]:
        """Every key figure of an organisation or one RM: its value, the day before's, the month's beginning's and the series (/v1/kpis)."""
        asked = {"org": org, "split": "rm" if rm else "all", "part": rm or "", "figures": sorted(catalogue())}
        of: dict[str, dict[date, int]] = {id: {} for id in catalogue()}
        for kpi, at, value in self._warehouse.query(question("series", HERE), day=day, days=days, **asked).rows():
            of[kpi][at] = _shown(kpi, value, at)
        return [_item(kpi, of[id], day) for id, kpi in catalogue().items()]

    def parts(self, kpi: str, day: date, orgs: Sequence[str], org: str) -> list[dict[str, Any]]:
        """One key figure of some organisations (`split` all) and of the RMs of one (`split` rm): split, id, value."""
        asked = {"kpi": kpi, "orgs": list(orgs) or [""], "org": org}
        rows = self._warehouse.query(question("parts", HERE), day=day, **asked).to_dicts()
        return [{**row, "value": _shown(kpi, row["value"], day)} for row in rows]

    def by_customer(self, kpi: str, day: date, rm: str, limit: int = 50) -> list[dict[str, Any]]:
        """One key figure of an RM by customer, counted anew from the facts, the largest first: id, name, value."""
        ever = self._warehouse.query(question("assigned"), rms=[rm])["customer_id"]
        values = {"day": day, "first": day.replace(day=1), "kpi": kpi, "limit": limit, "rm": rm, **among(ever)}
        rows = self._warehouse.query(_statement((catalogue()[kpi].question,), "customers_of"), **values).to_dicts()
        return [{**row, "value": _shown(kpi, row["value"], day)} for row in rows]


def _shown(kpi: str, value: int, day: date) -> int:
    return value // day.day if catalogue()[kpi].averaged else value


@cache
def _statement(names: tuple[str, ...], around: str = "group") -> str:
    """Questions as one statement: whose the customers are is asked once."""
    return question(around, HERE).replace("{question}", "\n    UNION ALL\n".join(map(_question, names)))


def _question(name: str) -> str:
    asked = HEAD.sub("", (HERE / f"{name}.sql").read_text(encoding="utf-8"))
    bare = "\n".join(line for line in asked.splitlines() if not line.lstrip().startswith("--"))
    return bare.replace("{streams}", "|".join(sorted(STREAMS)))


def _item(kpi: Kpi, values: dict[date, int], day: date) -> dict[str, Any]:
    before = [at for at in values if at < day]
    opening = [at for at in values if at < day.replace(day=1)]
    return {
        "kpi_id": kpi.id, "name_zh": kpi.zh, "name_en": kpi.en, "unit": kpi.unit, "value": values.get(day, 0),
        "previous": values[max(before)] if before else None, "month_start": values[max(opening)] if opening else None,
        "series": [{"day": at.isoformat(), "value": value} for at, value in sorted(values.items())],
    }  # fmt: skip
