"""A panel's question: a .sql file and the columns it promises, and what Grafana makes of it before ClickHouse sees it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from grafana_foundation_sdk.cog.builder import Builder
from grafana_foundation_sdk.cog.variants import Dataquery
from grafana_foundation_sdk.models.dashboard import DataSourceRef

HERE = Path(__file__).parent / "sql"
PART = re.compile(r"^-- part: (\w+)$", re.MULTILINE)
PLUGIN = "grafana-clickhouse-datasource"
SOURCE = "tidewatch-clickhouse"  # the data source's uid, by which panels and alert rules name it
WHOLE_BANK = "*"
TIME_SERIES, TABLE = 0, 1  # the plugin's formats


class Kind(StrEnum):
    """What a panel needs of a column."""

    TIME = "time"
    NUMBER = "number"
    TEXT = "text"


@dataclass(frozen=True)
class Question(Builder[Dataquery]):
    """One query of a panel. `columns` in the order of the SELECT; a first column of time makes it a time series."""

    name: str
    columns: Mapping[str, Kind]

    @property
    def sql(self) -> str:
        """The statement with Grafana's macros and variables in it."""
        return text(self.name)

    def build(self) -> Dataquery:
        """The query as the ClickHouse plugin keeps it."""
        first = next(iter(self.columns.values()))
        return Target(self.sql, TIME_SERIES if first is Kind.TIME else TABLE)


@dataclass
class Target(Dataquery):
    """The plugin's query model (v4)."""

    raw_sql: str
    format: int
    ref_id: str = "A"

    def to_json(self) -> dict[str, Any]:
        """The fields that Grafana stores."""
        return {
            "refId": self.ref_id, "datasource": datasource(), "editorType": "sql", "rawSql": self.raw_sql, "format": self.format,
            "queryType": "timeseries" if self.format == TIME_SERIES else "table",
        }  # fmt: skip


def datasource() -> DataSourceRef:
    """The warehouse, as panels name it."""
    return DataSourceRef(type_val=PLUGIN, uid=SOURCE)


@cache
def text(name: str) -> str:
    """The .sql file with its parts put in and its comments taken out: a line `-- part: name` stands for name.part.sql."""
    whole = PART.sub(lambda found: _read(f"{found[1]}.part"), _read(name))
    return "\n".join(line for line in whole.splitlines() if not line.lstrip().startswith("--"))


def _read(name: str) -> str:
    return (HERE / f"{name}.sql").read_text(encoding="utf-8").rstrip()


def as_sent(sql: str, first: datetime, last: datetime, variables: Mapping[str, str]) -> str:
    """What the plugin sends for a period and chosen variables: its macros and `${name:sqlstring}` worked out. For tests and measurements."""
    macros = {
        "$__fromTime": f"toDateTime({int(first.timestamp())})",
        "$__toTime": f"toDateTime({int(last.timestamp())})",
    }
    for macro, value in macros.items():
        sql = sql.replace(macro, value)
    for name, value in variables.items():
        quoted = "'" + value.replace("'", "''") + "'"
        sql = sql.replace(f"${{{name}:sqlstring}}", quoted)
    return sql
