"""How long rows are kept: retention.yaml, enforced by the store itself (TTL), changed by a bank without a migration."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, PositiveInt

from events.yaml_text import read_yaml

FILE = Path(__file__).with_name("retention.yaml")
DAYS = re.compile(r"stored_at \+ toIntervalDay\((\d+)\)( RECOMPRESS)?")


class Kept(BaseModel):
    """One table's retention, in days after a row was stored."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    days: PositiveInt | None
    packed_after: PositiveInt | None = None
    why: str

    def ttl(self) -> list[str]:
        """The parts of the table's TTL."""
        packed = (
            [f"stored_at + toIntervalDay({self.packed_after}) RECOMPRESS CODEC(ZSTD(1))"] if self.packed_after else []
        )
        return packed + ([f"stored_at + toIntervalDay({self.days})"] if self.days else [])


@cache
def retention(path: Path = FILE) -> dict[str, Kept]:
    """What each table keeps."""
    return {table: Kept.model_validate(said) for table, said in read_yaml(path.read_text(encoding="utf-8")).items()}


def statements(engines: Mapping[str, str], kept: Mapping[str, Kept]) -> Iterator[str]:
    """What to run so that tables keep what they are to keep, given each table's engine as the store writes it. Nothing when they do."""
    for table, one in kept.items():
        if table in engines and _stated(one.ttl()) != _stated([engines[table]]):
            changes = [f"MODIFY TTL {', '.join(one.ttl())}" if one.ttl() else "REMOVE TTL"]
            if "stored_at" not in engines[table]:
                changes.insert(0, "ADD COLUMN IF NOT EXISTS stored_at DateTime MATERIALIZED now()")
            yield f"ALTER TABLE {table} {', '.join(changes)}"


def _stated(parts: list[str]) -> set[tuple[str, bool]]:
    return {(days, bool(packed)) for part in parts for days, packed in DAYS.findall(part)}
