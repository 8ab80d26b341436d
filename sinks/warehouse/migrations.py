"""Numbered migrations: schema/NNN_name.sql, applied once, in order, each remembered with its checksum.

Statements are idempotent (IF NOT EXISTS): a process that dies between a statement and the note of it may run them again, and so may two
processes at once. They stay within the SQL of ClickHouse 18.16, the oldest server that keeps a shard's state, unless a line
`-- needs ClickHouse 22.8` says otherwise: an older server goes without, and gets it when it has been upgraded.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import polars as pl

from sinks.warehouse.errors import SchemaChanged

SCHEMA = Path(__file__).parent / "schema"
NEEDS = re.compile(r"^-- needs ClickHouse (\d+)\.(\d+)", re.MULTILINE)


@dataclass(frozen=True)
class Migration:
    """One file."""

    number: int
    name: str
    checksum: str
    statements: tuple[str, ...]
    needs: tuple[int, int] = (0, 0)

    def row(self) -> pl.DataFrame:
        """What schema_migration keeps of it."""
        columns = {"number": [self.number], "name": [self.name], "checksum": [self.checksum]}
        return pl.DataFrame(columns, schema_overrides={"number": pl.UInt32})


def read(path: Path) -> Migration:
    """A migration from its file. Statements end with a semicolon; none may stand inside a comment or text."""
    text = path.read_text(encoding="utf-8")
    number, _, name = path.stem.partition("_")
    bare = "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("--"))
    statements = tuple(part.strip() for part in bare.split(";") if part.strip())
    said = NEEDS.search(text)
    needs = (int(said[1]), int(said[2])) if said else (0, 0)
    return Migration(int(number), name, hashlib.sha256(text.encode()).hexdigest(), statements, needs)


@cache
def migrations() -> tuple[Migration, ...]:
    """All of them, in order."""
    return tuple(read(path) for path in sorted(SCHEMA.glob("*.sql")))


def to_apply(
    known: Sequence[Migration], applied: Sequence[tuple[int, str, str]], version: tuple[int, int]
) -> list[Migration]:
    """What is still to do on a server of this version, given what has been done. Raises SchemaChanged where the two do not fit."""
    done = {number: (name, checksum) for number, name, checksum in applied}
    for migration in known:
        name, checksum = done.pop(migration.number, (migration.name, migration.checksum))
        if checksum != migration.checksum:
            raise SchemaChanged(
                f"migration {migration.number:03d}_{name}.sql reads differently from what was applied to this warehouse: "
                "write a new migration instead of changing an old one"
            )
    if done:
        raise SchemaChanged(
            f"this warehouse has migration {max(done):03d}, which this program does not know: it was made by a newer version"
        )
    have = {number for number, _, _ in applied}
    return [migration for migration in known if migration.number not in have and migration.needs <= version]
