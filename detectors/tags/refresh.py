"""Refreshing tags: what holds at the end of a day, since when, and what no longer holds.

`tag_history` has a row for each day on which a value changed; `tag` has the present value of each. Both are restated as often as wanted:
the same day gives the same rows, and a day refreshed again after a late entry replaces its own rows and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

import polars as pl

from detectors.tags.model import Tag, read_catalogue
from detectors.tags.statements import EVERYBODY, filled, quoted, statements

Query = Callable[[str], pl.DataFrame]
STANDING = Path(__file__).parent / "standing.sql"
RUN_BITS = 32
AT_ONCE = 1000  # customers named in one statement: some 15 KB a source, of the 256 KB a statement may have
KEY = ("customer_id", "tag_id")
SCHEMA: dict[str, pl.DataType] = {
    "customer_id": pl.String(), "tag_id": pl.String(), "value": pl.String(), "evidence": pl.String(), "since": pl.Date(),
    "as_of": pl.Date(), "tag_version": pl.Int64(), "version": pl.UInt64(),
}  # fmt: skip


class Refreshed(NamedTuple):
    """Rows for the tables `tag` and `tag_history`."""

    tag: pl.DataFrame
    tag_history: pl.DataFrame


class Tags:
    """The tags of one warehouse. `query` runs a finished statement; the caller stores what comes back."""

    def __init__(self, query: Query, catalogue: Iterable[Tag] | None = None) -> None:
        self._query = query
        self.catalogue = {tag.id: tag for tag in catalogue} if catalogue is not None else read_catalogue()

    def holding(self, day: date, customers: Sequence[str] | None = None, refresh: str | None = None) -> pl.DataFrame:
        """(customer_id, tag_id, value, evidence) of everything that holds at the end of `day`, for all customers or for some.

        `refresh` "stream" asks only for tags that move within a day.
        """
        asked = [tag for tag in self.catalogue.values() if refresh in (None, tag.refresh)]
        found = [self._query(sql) for sql in statements(asked, day, customers)]
        rows = pl.concat([f.cast(dict.fromkeys(f.columns, pl.String)) for f in found if f.height] or [_NOTHING])
        return rows.sort(KEY)

    def refresh(
        self, day: date, customers: Sequence[str] | None = None, run: int = 0, refresh: str | None = None
    ) -> Refreshed:
        """Rows to store for `day`. Of two refreshes of one day the higher `run` holds, and a later day's always."""
        if customers is not None and len(customers) > AT_ONCE:
            parts = [
                self.refresh(day, customers[n : n + AT_ONCE], run, refresh) for n in range(0, len(customers), AT_ONCE)
            ]
            return Refreshed(*(pl.concat(frames) for frames in zip(*parts, strict=True)))
        if customers is not None and not customers:
            return Refreshed(pl.DataFrame(schema=SCHEMA), pl.DataFrame(schema=SCHEMA))
        asked = {id for id, tag in self.catalogue.items() if refresh in (None, tag.refresh)}
        before = self._standing(day, customers).filter(pl.col("tag_id").is_in(sorted(asked)))
        now = self.holding(day, customers, refresh).join(before, on=KEY, how="full", coalesce=True, suffix="_before")
        was = pl.col("value_before").fill_null("")
        same = pl.col("value").fill_null("") == was
        stated = now.with_columns(
            same.alias("same"), pl.when(same & pl.col("known")).then("since").otherwise(pl.lit(day)).alias("since"),
            value=pl.col("value").fill_null(""), evidence=pl.col("evidence").fill_null("{}"), as_of=pl.lit(day),
            tag_version=pl.col("tag_id").replace_strict(self._versions(), default=0, return_dtype=pl.Int64),
            version=pl.lit((day.toordinal() << RUN_BITS) + run, pl.UInt64),
        )  # fmt: skip
        worth_saying = stated.filter((pl.col("value") != "") | (was != "") | pl.col("restated").fill_null(False))
        changed = worth_saying.filter(~pl.col("same") | pl.col("restated").fill_null(False))
        return Refreshed(worth_saying.select(list(SCHEMA)).sort(KEY), changed.select(list(SCHEMA)).sort(KEY))

    def _standing(self, day: date, customers: Sequence[str] | None) -> pl.DataFrame:
        who = EVERYBODY if customers is None else f"customer_id IN ({', '.join(map(quoted, customers))})"
        text = filled(STANDING.read_text(encoding="utf-8"), {"{day}": day.isoformat(), "{customers}": who})
        kinds = {"known": pl.Boolean(), "restated": pl.Boolean(), "since": pl.Date()}
        return self._query(text).with_columns(pl.col(name).cast(kind) for name, kind in kinds.items())

    def _versions(self) -> dict[str, int]:
        return {id: tag.version for id, tag in self.catalogue.items()}


_NOTHING = pl.DataFrame(schema=dict.fromkeys((*KEY, "value", "evidence"), pl.String()))
