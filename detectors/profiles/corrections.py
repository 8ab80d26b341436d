"""What was corrected, retracted or reversed is taken out of the facts before a day is closed, and told to the shards.

An entry that corrects (op U) replaces the one it names, one that retracts (D) or reverses it (R, or the reversal flag) undoes it: then
neither has moved anything but, for the time between, the balance. In the facts such entries keep their words and lose their amount
(status TAKEN_BACK); the sums of their customer-days are made again, first of all, so that a close that is cut short between the two does
both again. Doing it twice changes nothing.
"""

from __future__ import annotations

from datetime import date

import polars as pl

from detectors.profiles.queries import Insert, Query, statement
from detectors.rules.frames import FRAMES, POLARS

TAKEN_BACK = "TAKEN_BACK"
_TYPES = {name: POLARS[kind] for name, kind in FRAMES["txn"].items()}


class Corrections:
    """Over one warehouse. `insert` stores rows; without it nothing is restated (a bench that only asks)."""

    def __init__(self, query: Query, insert: Insert | None) -> None:
        self._query, self._insert = query, insert

    def restate(self, day: str) -> pl.DataFrame:
        """Restate facts as of the end of a day; every entry taken out in the last four days, for the shards: with its day (`entry_day`), what
        it moved (`signed`), and what the running balance of its account still holds of it (`owed`) from the day `since`."""
        naming = self._typed(self._query(statement("corrections").replace("{day}", day)))
        if naming.is_empty():
            return pl.DataFrame()
        taken = self._taken(naming, date.fromisoformat(day))
        fresh = taken.filter(pl.col("status").fill_null("") != TAKEN_BACK)
        if self._insert is not None and fresh.height:
            self._insert("customer_day", self._days(fresh, date.fromisoformat(day)))
            version = pl.max_horizontal("version", "by_version") + 1
            was_booked = (
                pl.when(pl.col("status") == "BOOK").then("amt_cny").otherwise(0)
            )  # what was pending never moved
            marked = fresh.with_columns(
                signed=pl.lit(0, pl.Int64), amt_cny=was_booked, status=pl.lit(TAKEN_BACK), version=version
            )
            self._insert("txn", marked.select(naming.columns))
        return taken.rename({"day": "entry_day"}).drop("by_version")

    def _taken(self, naming: pl.DataFrame, day: date) -> pl.DataFrame:
        """The entries that are named, and those that undo them, each once."""
        customers, names = _list(naming["customer_id"]), _list(naming["original_ref"])
        found = self._typed(self._query(statement("originals"), customers=customers, names=names, day=day))
        stated = self._query(statement("stated"), customers=customers, day=day)
        by = naming.select(
            "customer_id", _name="original_ref", _by="event_id", _corrects=pl.col("op") == "U", since="day", by_version="version",
            _at=pl.col("event_time").dt.epoch("ms"), _source_offset="source_offset",
        )  # fmt: skip
        time, own = pl.col("event_time").dt.epoch("ms"), pl.col("event_id") == pl.col("_by")
        earlier = (time < pl.col("_at")) | (
            (time == pl.col("_at")) & (pl.col("source_offset") < pl.col("_source_offset"))
        )
        # an id is one entry's; a reference is also that of those who correct it, each of which means the ones before it
        instead = (pl.col("op") == "U") & (pl.col("original_ref") == pl.col("_name"))
        called = (pl.col("bank_ref") == pl.col("_name")) | instead
        named = (pl.col("event_id") == pl.col("_name")) | (called & earlier)
        pairs = found.join(by, on="customer_id").filter(named & ~own)
        undoing = naming.join(
            pairs.filter(~pl.col("_corrects")).select("customer_id", "since", "by_version", "_at", "_source_offset", event_id="_by").unique(), on=["customer_id", "event_id"]
        )  # fmt: skip
        order = pl.concat([pairs, undoing], how="diagonal").with_columns(pl.col("_corrects").fill_null(False))
        order = order.sort("_at", "_source_offset")  # what is named twice left when it was first named
        taken = order.unique(["customer_id", "event_id"], keep="first", maintain_order=True)
        return _with_owed(taken, stated).select(*naming.columns, "since", "owed", "by_version")

    def _days(self, taken: pl.DataFrame, close: date) -> pl.DataFrame:
        """The customer-days of these entries, their sums made again; and the balances of those from the day of the correction on, where none
        is stated. A balance that a close has restated (`restated`: one that was cut short, for the shard states it anew) is not moved again."""
        span = pl.date_ranges("since", pl.lit(close)).alias("day")
        owed = (
            taken.select("customer_id", span, "owed")
            .explode("day")
            .group_by("customer_id", "day")
            .agg(pl.col("owed").sum())
        )
        pairs = pl.concat([taken.select("customer_id", "day"), owed.select("customer_id", "day")]).unique()
        which = {"customers": _list(pairs["customer_id"]), "days": _list(pairs["day"].cast(pl.String))}
        days = self._query(statement("restated_days"), **which, gone=_list(taken["event_id"]))
        found = days.with_columns(pl.col("day").cast(pl.Date)).join(pairs, on=["customer_id", "day"])
        found = found.join(owed, on=["customer_id", "day"], how="left")
        moved = pl.when(pl.col("restated").cast(pl.Boolean)).then(0).otherwise(pl.col("owed").fill_null(0))
        return found.with_columns(bal=pl.col("bal") + moved, restated=pl.lit(True)).drop("owed")

    @staticmethod
    def _typed(rows: pl.DataFrame) -> pl.DataFrame:
        return rows.with_columns(pl.col(name).cast(_TYPES[name]) for name in rows.columns if name in _TYPES)


def as_booked(entries: pl.DataFrame) -> pl.DataFrame:
    """Entries as they were before they were taken back."""
    gone = pl.col("status") == TAKEN_BACK
    signed = pl.when(gone).then(_booked()).otherwise("signed")
    return entries.with_columns(signed=signed, status=pl.when(gone).then(pl.lit("BOOK")).otherwise("status"))


def _booked() -> pl.Expr:
    flipped = pl.col("reversal").fill_null(False) | pl.col("op").is_in(["R", "D"])
    sign = pl.when((pl.col("cdt_dbt") == "CRDT") != flipped).then(1).otherwise(-1)
    counts = pl.col("status").is_in(["BOOK", TAKEN_BACK])
    return pl.when(counts).then(sign * pl.col("amt_cny")).otherwise(0).fill_null(0)


def _with_owed(taken: pl.DataFrame, stated: pl.DataFrame) -> pl.DataFrame:
    """With what each entry moved when it was booked, and what of a corrected one is still in the balance."""
    last = stated.select("account_no", pl.col("stated_at", "stated_offset").cast(pl.Int64))
    known = (pl.col("stated_at") > pl.col("_at")) | (
        (pl.col("stated_at") == pl.col("_at")) & (pl.col("stated_offset") >= pl.col("_source_offset"))
    )
    owes = pl.col("_corrects").fill_null(False) & ~known.fill_null(False)
    return taken.join(last, on="account_no", how="left").with_columns(
        signed=_booked(), owed=pl.when(owes).then(-_booked()).otherwise(0)
    )


def _list(values: pl.Series) -> list[str]:
    return sorted(values.drop_nulls().unique().to_list())
