"""Tags as few statements: those that read the same sources are asked together, each source once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from detectors.tags.model import Tag

SOURCES = Path(__file__).parent / "sources"
READ = re.compile(r"\b(?:FROM|JOIN)\s+(\w+)")
NAMED = re.compile(r"\b(\w+) AS \(")  # a part of a WITH
EVERYBODY = "1"


@dataclass(frozen=True)
class Span:
    """Customers by their ids: those after one, up to and with another; "" is no end."""

    after: str
    until: str


Customers = Sequence[str] | Span | None  # None: everybody


@cache
def sources() -> dict[str, str]:
    """Every source by name, without its comments."""
    return {path.stem: _bare(path) for path in sorted(SOURCES.glob("*.sql"))}


def _bare(path: Path) -> str:
    lines = path.read_text(encoding="utf-8").splitlines()
    return "\n".join(line for line in lines if not line.lstrip().startswith("--"))


def needed(sql: str) -> list[str]:
    """The sources a text reads, those that others read first."""
    found: list[str] = []
    for name in READ.findall(sql):
        if name in sources() and name not in found:
            found += [one for one in (*needed(sources()[name]), name) if one not in found]
    return found


@cache
def tables(source: str) -> frozenset[str]:
    """The tables that a tag's source is worked out from."""
    texts = [sources()[name] for name in needed(f"FROM {source}")]
    read = {name for text in texts for name in READ.findall(text)}
    return frozenset(read - sources().keys() - {name for text in texts for name in NAMED.findall(text)})


def whose(customers: Customers) -> str:
    """These customers as a condition; the tables lie in the order of their ids."""
    if customers is None:
        return EVERYBODY
    if isinstance(customers, Span):
        until = f" AND customer_id <= {quoted(customers.until)}" if customers.until else ""
        return f"(customer_id > {quoted(customers.after)}{until})"
    return f"customer_id IN ({', '.join(map(quoted, customers))})"


def statements(tags: Iterable[Tag], day: date, customers: Customers) -> list[str]:
    """One statement for each set of sources: customer_id, tag_id, value, evidence of what holds at the day's end."""
    together: dict[str, list[Tag]] = {}
    for tag in tags:
        together.setdefault(tag.source, []).append(tag)
    places = {"{day}": day.isoformat(), "{customers}": whose(customers)}
    return [filled(_statement(source, of), places) for source, of in together.items()]


def _statement(source: str, tags: list[Tag]) -> str:
    parts = ",\n".join(f"{name} AS (\n{sources()[name]}\n)" for name in needed(f"FROM {source}"))
    worth = ",\n".join(f"('{tag.id}', {tag.value}, {tag.evidence})" for tag in tags)
    return (
        f"WITH {parts}\nSELECT customer_id, t.1 AS tag_id, t.2 AS value, t.3 AS evidence\n"
        f"FROM (SELECT customer_id, [\n{worth}\n] AS worth FROM {source}) ARRAY JOIN worth AS t WHERE t.2 != ''"
    )


def filled(sql: str, places: dict[str, str]) -> str:
    for place, value in places.items():
        sql = sql.replace(place, value)
    return sql


def quoted(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"
