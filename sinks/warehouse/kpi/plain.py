"""The key figures counted another way: Python and Polars over rows as they are stored, none of the SQL of this folder.

Slow and obvious on purpose: what `tidewatch reconcile` holds the stored counters against. Balances come from the account entries
themselves (the last stated `bal_after` and what moved since), not from customer-days.
"""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl

from sinks.warehouse.base import Warehouse
from sinks.warehouse.ddl import key_of
from sinks.warehouse.facts_schema import fact_tables

GROUP = ("org_id", "rm_id", "tier", "industry", "kpi_id")
LIVE = ("live", "正常", "生效")
FOREVER = date(2299, 12, 31)
VALID_FEN = 5_000_000
EACH = ("customer_id", "kpi_id", "value")


class Plain:
    """One day's counters from raw rows."""

    def __init__(self, warehouse: Warehouse, day: date) -> None:
        self._warehouse = warehouse
        self.day = day
        self.first = day.replace(day=1)

    def counted(self) -> pl.DataFrame:
        """GROUP and value, groups of nothing left out."""
        self._balances = self.balances()
        parts = [*self.deposits(), *self.flows(), *self.contracts(), *self.customers(), *self.alerts()]
        each = pl.concat(
            part.select(pl.col(n).cast(k) for n, k in zip(EACH, (pl.String, pl.String, pl.Int64), strict=True))
            for part in parts
        )
        grouped = each.filter(pl.col("customer_id") != "").join(self.groups(), on="customer_id", how="left")
        named = grouped.with_columns(pl.col("org_id", "rm_id", "tier", "industry").fill_null(""))
        per = pl.when(pl.col("kpi_id") == "K02").then((self.day - self.first).days + 1).otherwise(1)
        sums = named.group_by(GROUP).agg(pl.col("value").sum())
        return sums.with_columns(value=_cut(pl.col("value"), per)).filter(pl.col("value") != 0).sort(GROUP)

    def rows(self, table: str, *columns: str) -> pl.DataFrame:
        """A table's rows up to the day, of each key the one with the highest version."""
        dated = {"day"} & set(fact_tables()[table])
        wanted = sorted({*columns, *key_of(table), *dated, "version"})
        raw = self._warehouse.query(f"SELECT {', '.join(wanted)} FROM {table}")
        latest = raw.sort("version", maintain_order=True).unique(list(key_of(table)), keep="last", maintain_order=True)
        latest = latest.with_columns(pl.col(n).cast(k) for n, k in fact_tables()[table].items() if n in latest.columns)
        return latest.filter(pl.col("day") <= self.day) if dated else latest

    def last(self, table: str, by: tuple[str, ...], *columns: str) -> pl.DataFrame:
        """A table's records as last stated."""
        found = self.rows(table, "event_time", "log_offset", *by, *columns).sort(
            "event_time", "log_offset", maintain_order=True
        )
        return found.unique(list(by), keep="last", maintain_order=True)

    # ---- whose they are

    def groups(self) -> pl.DataFrame:
        """Each customer's organisation, RM, tier and industry."""
        known = self.last("customer", ("customer_id",), "tier", "industry").select("customer_id", "tier", "industry")
        told = self.rows(
            "organisation",
            "object",
            "id",
            "parent_id",
            "rm_id",
            "role",
            "valid_from",
            "valid_to",
            "event_time",
            "log_offset",
        )
        given = told.filter(
            (pl.col("object") == "assignment") & (pl.col("role") == "主办") & (pl.col("customer_id") != "")
        )
        since = pl.coalesce("valid_from", "day")
        holds = given.filter((since <= self.day) & (pl.col("valid_to").fill_null(FOREVER) >= self.day))
        mine = holds.sort(since, "event_time", "log_offset").unique("customer_id", keep="last", maintain_order=True)
        managers = (
            told.filter(pl.col("object") == "rm")
            .sort("event_time", "log_offset")
            .unique("id", keep="last", maintain_order=True)
        )
        teams = managers.select(rm_id="id", org_id="parent_id")
        owned = mine.select("customer_id", "rm_id").join(teams, on="rm_id", how="left")
        return known.join(owned, on="customer_id", how="full", coalesce=True).with_columns(
            pl.col("industry").str.slice(0, 3).str.to_uppercase()
        )

    # ---- the questions

    def balances(self) -> pl.DataFrame:
        """(customer_id, day, bal) of every customer from its first entry on, from the month's first day's eve to the day."""
        entries = self.rows("txn", "account_no", "signed", "bal_after", "ccy", "event_time", "source_offset")
        ends: dict[tuple[str, str], dict[date, int]] = {}
        at: dict[str, int] = {}
        for row in entries.sort("event_time", "source_offset").to_dicts():
            stated = row["bal_after"] if row["bal_after"] is not None and row["ccy"] == "CNY" else None
            at[row["account_no"]] = stated if stated is not None else at.get(row["account_no"], 0) + row["signed"]
            ends.setdefault((row["customer_id"], row["account_no"]), {})[row["day"]] = at[row["account_no"]]
        days = [self.first + timedelta(n) for n in range((self.day - self.first).days + 1)]
        held = [(c, d, _held(of, d)) for (c, _), of in ends.items() for d in days]
        frame = pl.DataFrame(held, schema={"customer_id": pl.String, "day": pl.Date, "bal": pl.Int64}, orient="row")
        return frame.drop_nulls("bal").group_by("customer_id", "day").agg(pl.col("bal").sum())

    def deposits(self) -> list[pl.DataFrame]:
        """K01, K02, K01L."""
        borrowed = self.rows("loan_money", "left").filter(pl.col("day") >= self.first)
        now, owed = self._balances.filter(pl.col("day") == self.day), borrowed.filter(pl.col("day") == self.day)
        month = [_counter("K02", self._balances, pl.col("bal")), _counter("K02", borrowed, -pl.col("left"))]
        return [_counter("K01", now, pl.col("bal")), _counter("K01L", owed, pl.col("left")), *month]

    def flows(self) -> list[pl.DataFrame]:
        """F01 to F04, K21."""
        entries = self.rows("txn", "signed", "cdt_dbt", "other_bank", "same_name", "op_in", "op_out")
        today, signed = entries.filter(pl.col("day") == self.day), pl.col("signed")
        away = today.filter(pl.col("other_bank").fill_null(False))
        credit = pl.col("cdt_dbt") == "CRDT"
        same = away.filter(pl.col("same_name").fill_null(False))
        found = [_counter(kpi, rows.filter(credit), signed) for kpi, rows in (("F01", away), ("F03", same))]
        found += [_counter(kpi, rows.filter(~credit), -signed) for kpi, rows in (("F02", away), ("F04", same))]
        operating = today.filter((pl.col("op_in") | pl.col("op_out")).fill_null(False))
        return [*found, _counter("K21", operating, signed.abs())]

    def contracts(self) -> list[pl.DataFrame]:
        """K10, M01 to M03."""
        by = ("customer_id", "object", "contract_no")
        stated = self.last("contract", by, "outstanding", "principal", "amount", "status", "maturity")
        owed = pl.coalesce("outstanding", "principal", "amount", pl.lit(0))
        live = stated.filter(pl.col("status").fill_null("live").is_in(LIVE)).with_columns(owed=owed)
        soon = live.filter(pl.col("maturity").is_between(self.day + timedelta(1), self.day + timedelta(30)))
        kinds = (("M01", ["loan"]), ("M02", ["deposit"]), ("M03", ["acceptance", "bill"]))
        due = [_counter(kpi, soon.filter(pl.col("object").is_in(of)), pl.col("owed")) for kpi, of in kinds]
        return [_counter("K10", live.filter(pl.col("object") == "loan"), pl.col("owed")), *due]

    def customers(self) -> list[pl.DataFrame]:
        """K16, K18, K19."""
        accounts = self.last("account", ("account_no",), "customer_id", "open_date", "close_date", "status")
        closed = pl.when(pl.col("status") == "销户").then(pl.coalesce("close_date", "day")).otherwise("close_date")
        each = accounts.group_by("customer_id").agg(
            opened=pl.coalesce("open_date", "day").min(), closed=closed.max(), still=closed.is_null().any()
        )
        new = each.filter(pl.col("opened") == self.day)
        lost = each.filter((pl.col("closed") == self.day) & ~pl.col("still"))
        valid = self._balances.filter((pl.col("day") == self.day) & (pl.col("bal") >= VALID_FEN))
        return [_counter(kpi, rows, pl.lit(1)) for kpi, rows in (("K16", new), ("K19", lost), ("K18", valid))]

    def alerts(self) -> list[pl.DataFrame]:
        """P01 to P03."""
        found = self.rows("finding", "state", "audience", "object_id")
        seen = found.filter((pl.col("state") == "open") & (pl.col("audience").fill_null("normal") != "aml"))
        first = seen.group_by("customer_id", "rule_id", "object_id").agg(pl.col("day").min())
        said = self.rows("task_event", "customer_id", "alert_id", "at", "state").filter(
            (pl.col("state") == "closed") & (pl.col("at").dt.convert_time_zone("Asia/Shanghai").dt.date() == self.day)
        )
        closed = said.group_by("customer_id", "alert_id").agg(pl.col("at").max())
        due = self.rows("task", "alert_id", "due_at").group_by("alert_id").agg(pl.col("due_at").max())
        in_time = closed.join(due, on="alert_id").filter(pl.col("at") <= pl.col("due_at"))
        opened = first.filter(pl.col("day") == self.day)
        return [_counter(kpi, rows, pl.lit(1)) for kpi, rows in (("P01", opened), ("P02", closed), ("P03", in_time))]


def _counter(kpi: str, rows: pl.DataFrame, value: pl.Expr) -> pl.DataFrame:
    return rows.select("customer_id", kpi_id=pl.lit(kpi), value=value.cast(pl.Int64))


def _held(ends: dict[date, int], day: date) -> int | None:
    """The end balance on a day: that of the last day with entries at or before it."""
    before = [at for at in ends if at <= day]
    return ends[max(before)] if before else None


def _cut(value: pl.Expr, per: pl.Expr) -> pl.Expr:
    """Division of whole numbers towards zero."""
    return value.sign() * (value.abs() // per)


def drift(stated: pl.DataFrame, counted: pl.DataFrame) -> pl.DataFrame:
    """Every counter of either with what is stored, what the facts say and how far they lie apart, the farthest first."""
    both = stated.rename({"value": "stated"}).join(
        counted.rename({"value": "counted"}), on=GROUP, how="full", coalesce=True
    )
    whole = both.with_columns(pl.col("stated", "counted").fill_null(0))
    return whole.with_columns(drift=pl.col("stated") - pl.col("counted")).sort(
        pl.col("drift").abs(), *GROUP, descending=[True] + [False] * len(GROUP)
    )
