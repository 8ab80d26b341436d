"""Refreshing tags: what holds at the end of a day, since when, and what no longer holds.

`tag_history` has a row for each day on which a value changed; `tag` has the present value of each. Both are restated as often as wanted:
the same day gives the same rows, and a day refreshed again after a late entry replaces its own rows and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import polars as pl

from detectors.tags.model import Tag, read_catalogue
from detectors.tags.statements import Customers, Span, filled, quoted, statements, tables, whose

Query = Callable[[str], pl.DataFrame]
STANDING, SPANS = (Path(__file__).parent / f"{name}.sql" for name in ("standing", "spans"))
RUN_BITS = 32
AT_ONCE = 1000  # customers named in one statement: some 15 KB a source
ENTRIES = frozenset(("txn", "customer_day"))  # every account entry adds to these: two years of them are much to read
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

    def told(self, news: Collection[str] | None = None) -> list[Tag]:
        """The tags that move within a day with what is told rarely, such as a court's notice: all, or those that read one of these tables."""
        return [tag for tag in self._within_a_day(news) if not tables(tag.source) & ENTRIES]

    def entered(self, news: Collection[str] | None = None) -> list[Tag]:
        """The tags that move within a day with account entries: all, or those that read one of these tables."""
        return [tag for tag in self._within_a_day(news) if tables(tag.source) & ENTRIES]

    @property
    def told_from(self) -> frozenset[str]:
        """The tables that `told` tags read."""
        return frozenset().union(*(tables(tag.source) for tag in self.told()))

    def _within_a_day(self, news: Collection[str] | None) -> list[Tag]:
        moving = [tag for tag in self.catalogue.values() if tag.refresh == "stream"]
        return moving if news is None else [tag for tag in moving if not tables(tag.source).isdisjoint(news)]

    def spans(self, most: int) -> list[Span]:
        """Everybody, in parts of some `most` customers."""
        ends = self._query(filled(SPANS.read_text(encoding="utf-8"), {"{most}": str(most)}))["customer_id"]
        return [Span(*one) for one in pairwise(["", *ends, ""])]

    def holding(self, day: date, customers: Customers = None, asked: Collection[Tag] | None = None) -> pl.DataFrame:
        """(customer_id, tag_id, value, evidence) of everything that holds at the end of `day`: of all customers or some, all tags or some."""
        found = [self._query(sql) for sql in statements(self._asked(asked), day, customers)]
        rows = pl.concat([f.cast(dict.fromkeys(f.columns, pl.String)) for f in found if f.height] or [_NOTHING])
        return rows.sort(KEY)

    def refresh(
        self, day: date, customers: Customers = None, run: int = 0, asked: Collection[Tag] | None = None
    ) -> Refreshed:
        """Rows to store for `day`; of tags that are not asked for nothing is said. Of two refreshes of one day the higher `run` holds,
        and a later day's always."""
        if isinstance(customers, Sequence) and len(customers) > AT_ONCE:
            parts = [
                self.refresh(day, customers[n : n + AT_ONCE], run, asked) for n in range(0, len(customers), AT_ONCE)
            ]
            return Refreshed(*(pl.concat(frames) for frames in zip(*parts, strict=True)))
        if (isinstance(customers, Sequence) and not customers) or not self._asked(asked):
            return Refreshed(pl.DataFrame(schema=SCHEMA), pl.DataFrame(schema=SCHEMA))
        before = self._standing(day, customers, self._asked(asked))
        now = self.holding(day, customers, asked).join(before, on=KEY, how="full", coalesce=True, suffix="_before")
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

    def _asked(self, asked: Collection[Tag] | None) -> Collection[Tag]:
        return self.catalogue.values() if asked is None else asked

    def _standing(self, day: date, customers: Customers, asked: Collection[Tag]) -> pl.DataFrame:
        named = ", ".join(quoted(tag.id) for tag in asked)
        places = {"{day}": day.isoformat(), "{customers}": whose(customers), "{tags}": named}
        kinds = {"known": pl.Boolean(), "restated": pl.Boolean(), "since": pl.Date()}
        found = self._query(filled(STANDING.read_text(encoding="utf-8"), places))
        return found.with_columns(pl.col(name).cast(kind) for name, kind in kinds.items())

    def _versions(self) -> dict[str, int]:
        return {id: tag.version for id, tag in self.catalogue.items()}


_NOTHING = pl.DataFrame(schema=dict.fromkeys((*KEY, "value", "evidence"), pl.String()))
