"""One day's counters from raw rows."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl

from events.streams import STREAMS
from sinks.warehouse.base import Warehouse
from sinks.warehouse.kpi.count import GROUP
from sinks.warehouse.kpi.plain.booked import BOOKED, Booked
from sinks.warehouse.kpi.plain.rows import Rows
from sinks.warehouse.kpi.plain.whose import whose

LIVE = ("live", "正常", "生效")
VALID_FEN = 5_000_000
EACH: dict[str, pl.DataType] = {
    **dict.fromkeys(("customer_id", "kpi_id", "split", "part"), pl.String()), "value": pl.Int64(),
}  # fmt: skip
EVERYBODY = ("rm", "tier", "industry", "class")


class Plain:
    """One day's counters."""

    def __init__(self, warehouse: Warehouse, day: date) -> None:
        self.rows = Rows(warehouse, day)
        self.day = day
        self.first = day.replace(day=1)

    def counted(self) -> pl.DataFrame:
        """GROUP and value, parts of nothing left out."""
        self._balances = self.balances()
        parts = [*self.deposits(), *self.flows(), *self.contracts(), *self.customers(), *self.alerts(), *self.engine()]
        each = pl.concat(part.select(pl.col(n).cast(k) for n, k in EACH.items()) for part in parts)
        each = each.filter((pl.col("customer_id") != "") | (pl.col("split") != ""))
        described = each.join(whose(self.rows), on="customer_id", how="left").with_columns(
            pl.col("rm", "tier", "industry").fill_null(""), pl.col("class").fill_null("企业"), pl.col("orgs").fill_null([""])
        )  # fmt: skip
        of_all = described.filter(pl.col("split") == "")
        named = [described.filter(pl.col("split") != ""), of_all.with_columns(split=pl.lit("all"))]
        named += [of_all.with_columns(split=pl.lit(way), part=pl.col(way)) for way in EVERYBODY]
        spread = pl.concat(named).explode("orgs").rename({"orgs": "org_id"})
        return spread.group_by(GROUP).agg(pl.col("value").sum()).filter(pl.col("value") != 0).sort(GROUP)

    def balances(self) -> pl.DataFrame:
        """(customer_id, day, bal) of every customer from its first entry on, from the month's first day to the day."""
        entries = self.rows.of("txn", "account_no", "bal_after", "ccy", "event_time", "source_offset", *BOOKED)
        booked = Booked()
        ends: dict[tuple[str, str], dict[date, int]] = {}
        at: dict[str, int] = {}
        for row in entries.sort("event_time", "source_offset").to_dicts():
            moved = booked.moves(row)
            stated = row["bal_after"] if row["bal_after"] is not None and row["ccy"] == "CNY" else None
            at[row["account_no"]] = stated if stated is not None else at.get(row["account_no"], 0) + moved
            ends.setdefault((row["customer_id"], row["account_no"]), {})[row["day"]] = at[row["account_no"]]
        held = [(c, d, _held(of, d)) for (c, _), of in ends.items() for d in self._days()]
        frame = pl.DataFrame(held, schema={"customer_id": pl.String, "day": pl.Date, "bal": pl.Int64}, orient="row")
        return frame.drop_nulls("bal").group_by("customer_id", "day").agg(pl.col("bal").sum())

    def deposits(self) -> list[pl.DataFrame]:
        """K01, K02, K01L."""
        borrowed = self.rows.of("loan_money", "left").filter(pl.col("day") >= self.first)
        lent = borrowed.select("customer_id", "day", bal=-pl.col("left"), product=pl.lit("活期"))
        held = pl.concat([self._balances.with_columns(product=pl.lit("活期")), self.term_deposits()], how="diagonal")
        now, month = held.filter(pl.col("day") == self.day), pl.concat([held, lent], how="diagonal")
        owed = borrowed.filter(pl.col("day") == self.day)
        whole = [_counter("K01", now, "bal"), _counter("K02", month, "bal"), _counter("K01L", owed, "left")]
        return whole + [_counter(kpi, of, "bal", "product") for kpi, of in (("K01", now), ("K02", month))]

    def term_deposits(self) -> pl.DataFrame:
        """(customer_id, day, bal, product) of every term deposit on every day of the month on which it runs."""
        by = ("customer_id", "contract_no", "event_time", "log_offset")
        told = self.rows.of(
            "contract", *by, "object", "kind", "outstanding", "principal", "amount", "status", "maturity", "auto_renew"
        )
        deposits = told.filter(
            (pl.col("object") == "deposit") & ~pl.col("kind").fill_null("定期").is_in(["活期", "协定"])
        )
        of: dict[tuple[str, str], list[dict[str, object]]] = {}
        for row in deposits.sort("event_time", "log_offset").to_dicts():
            of.setdefault((row["customer_id"], row["contract_no"]), []).append(row)
        found = [(c, d, *_running(stated, d)) for (c, _), stated in of.items() for d in self._days()]
        schema = {"customer_id": pl.String, "day": pl.Date, "bal": pl.Int64, "product": pl.String}
        return pl.DataFrame(found, schema=schema, orient="row")

    def flows(self) -> list[pl.DataFrame]:
        """F01 to F04, K21."""
        entries = self.rows.of("txn", "signed", "cdt_dbt", "other_bank", "same_name", "op_in", "op_out")
        today = entries.filter(pl.col("day") == self.day).with_columns(
            out=-pl.col("signed"), size=pl.col("signed").abs()
        )
        away = today.filter(pl.col("other_bank").fill_null(False))
        credit = pl.col("cdt_dbt") == "CRDT"
        same = away.filter(pl.col("same_name").fill_null(False))
        found = [_counter(kpi, rows.filter(credit), "signed") for kpi, rows in (("F01", away), ("F03", same))]
        found += [_counter(kpi, rows.filter(~credit), "out") for kpi, rows in (("F02", away), ("F04", same))]
        operating = today.filter((pl.col("op_in") | pl.col("op_out")).fill_null(False))
        return [*found, _counter("K21", operating, "size")]

    def contracts(self) -> list[pl.DataFrame]:
        """K10, M01 to M03."""
        by = ("customer_id", "object", "contract_no")
        stated = self.rows.last("contract", by, "outstanding", "principal", "amount", "status", "maturity", "due_date")
        owed, due = pl.coalesce("outstanding", "principal", "amount", pl.lit(0)), pl.coalesce("maturity", "due_date")
        live = stated.filter(pl.col("status").fill_null("live").is_in(LIVE)).with_columns(
            owed=owed, due=due.cast(pl.String)
        )
        soon = live.filter(due.is_between(self.day + timedelta(1), self.day + timedelta(30)))
        kinds = (("M01", ["loan"]), ("M02", ["deposit"]), ("M03", ["acceptance", "bill"]))
        found = [_counter("K10", live.filter(pl.col("object") == "loan"), "owed")]
        for kpi, of in kinds:
            mine = soon.filter(pl.col("object").is_in(of))
            found += [_counter(kpi, mine, "owed"), _counter(kpi, mine, "owed", "due")]
        return found

    def customers(self) -> list[pl.DataFrame]:
        """K16, K18, K19."""
        accounts = self.rows.last("account", ("account_no",), "customer_id", "open_date", "close_date", "status")
        closed = pl.when(pl.col("status") == "销户").then(pl.coalesce("close_date", "day")).otherwise("close_date")
        each = accounts.group_by("customer_id").agg(
            opened=pl.coalesce("open_date", "day").min(), closed=closed.max(), still=closed.is_null().any()
        )
        new = each.filter(pl.col("opened") == self.day)
        lost = each.filter((pl.col("closed") == self.day) & ~pl.col("still"))
        valid = self._balances.filter((pl.col("day") == self.day) & (pl.col("bal") >= VALID_FEN))
        return [_counter(kpi, rows) for kpi, rows in (("K16", new), ("K19", lost), ("K18", valid))]

    def alerts(self) -> list[pl.DataFrame]:
        """P01 to P05."""
        found = self.rows.of("finding", "state", "audience", "object_id", "severity")
        seen = _not_aml(found.filter(pl.col("state") == "open")).sort("day", "finding_id")
        first = seen.unique(["customer_id", "rule_id", "object_id"], keep="first", maintain_order=True)
        opened = first.filter(pl.col("day") == self.day).with_columns(pl.col("severity").fill_null(""))
        closed, acked = self._steps("closed"), self._steps("acked")
        due = self.rows.of("task", "alert_id", "due_at").group_by("alert_id").agg(pl.col("due_at").max())
        timed = closed.join(due, on="alert_id", how="left", suffix="_task")
        in_time = timed.filter(
            pl.col("at") <= pl.coalesce(pl.from_epoch("due_at", "ms").dt.replace_time_zone("UTC"), "due_at_task")
        )
        kept = closed.filter((pl.col("result_code") == "有效-已落地") & pl.col("rule_id").str.contains("^(OUT|MAT)-"))
        counted = (("P01", opened), ("P02", closed), ("P03", in_time), ("P04", acked))
        split = [_counter("P01", opened, None, of) for of in ("rule_id", "severity")] + [
            _counter("P02", closed, None, "rule_id")
        ]
        return [*(_counter(kpi, rows) for kpi, rows in counted), *split, _counter("P05", kept, "money_at_stake")]

    def _steps(self, state: str) -> pl.DataFrame:
        """The alerts that came to a state on the day, at the desk: the last such step of each, with its alert."""
        said = self.rows.of("task_event", "customer_id", "alert_id", "at", "state", "result_code", "audience", "due_at")
        local = pl.col("at").dt.convert_time_zone("Asia/Shanghai").dt.date()
        mine = _not_aml(said.filter((pl.col("state") == state) & (local == self.day))).sort("at", "version")
        last = mine.unique(["customer_id", "alert_id"], keep="last", maintain_order=True).drop("audience")
        alerts = self.rows.of("alert", "rule_id", "money_at_stake", "audience").drop("version", "customer_id")
        both = last.join(alerts, on="alert_id", how="left").with_columns(pl.col("rule_id").fill_null(""))
        return _not_aml(both).with_columns(pl.col("money_at_stake").fill_null(0))

    def engine(self) -> list[pl.DataFrame]:
        """E01 to E05, the whole bank's."""
        found = []
        for stream in STREAMS:
            stored = self.rows.of(stream, "op").filter(pl.col("day") == self.day).with_columns(stream=pl.lit(stream))
            found += _whole("E01", stored, "stream")
            found += _whole("E05", stored.filter(pl.col("op").fill_null("I") != "I"), "stream")
        said = _not_aml(self.rows.of("finding", "state", "audience").filter(pl.col("state") == "open"))
        silent = _not_aml(self.rows.of("suppression", "event_time", "audience"))
        local = (
            pl.from_epoch("event_time", "ms")
            .dt.replace_time_zone("UTC")
            .dt.convert_time_zone("Asia/Shanghai")
            .dt.date()
        )
        dead = self.rows.of("dead_letter").filter(pl.col("day") == self.day)
        found += _whole("E02", said.filter(pl.col("day") == self.day), "rule_id")
        return [*found, *_whole("E03", silent.filter(local == self.day), "reason"), *_whole("E04", dead, "reason")]

    def _days(self) -> list[date]:
        return [self.first + timedelta(n) for n in range((self.day - self.first).days + 1)]


SPLITS = {"rule_id": "rule"}  # parts whose column is named otherwise


def _counter(kpi: str, rows: pl.DataFrame, value: str | None = None, part: str = "") -> pl.DataFrame:
    """Each row's worth of a figure, of the whole or by a part; without `value` a row counts as one."""
    worth = pl.lit(1) if value is None else pl.col(value)
    part_of = pl.col(part) if part else pl.lit("")
    return rows.select(
        "customer_id", kpi_id=pl.lit(kpi), split=pl.lit(SPLITS.get(part, part)), part=part_of, value=worth
    )


def _whole(kpi: str, rows: pl.DataFrame, part: str) -> list[pl.DataFrame]:
    nobody = rows.with_columns(customer_id=pl.lit(""))
    return [_counter(kpi, nobody.with_columns(all=pl.lit("")), None, "all"), _counter(kpi, nobody, None, part)]


def _not_aml(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.filter(pl.col("audience").fill_null("normal") != "aml")


def _held(ends: dict[date, int], day: date) -> int | None:
    """The end balance on a day: that of the last day with entries at or before it."""
    before = [at for at in ends if at <= day]
    return ends[max(before)] if before else None


def _running(stated: list[dict[str, object]], day: date) -> tuple[int, str]:
    """What a term deposit is worth on a day, and its kind: by the statement in force, until it matures."""
    before = [row for row in stated if row["day"] <= day]  # type: ignore[operator]  # days
    if not before:
        return 0, "定期"
    row = before[-1]
    over = row["maturity"] is not None and not row["auto_renew"] and row["maturity"] <= day  # type: ignore[operator]
    amounts = [row[name] for name in ("outstanding", "principal", "amount") if row[name] is not None]
    live = (row["status"] or "live") in LIVE and not over
    return int(amounts[0]) if live and amounts else 0, str(row["kind"] or "定期")  # type: ignore[call-overload]


def drift(stated: pl.DataFrame, counted: pl.DataFrame) -> pl.DataFrame:
    """Every counter of either with what is stored, what the facts say and how far they lie apart, the farthest first."""
    both = stated.rename({"value": "stated"}).join(
        counted.rename({"value": "counted"}), on=GROUP, how="full", coalesce=True
    )
    whole = both.with_columns(pl.col("stated", "counted").fill_null(0))
    return whole.with_columns(drift=pl.col("stated") - pl.col("counted")).sort(
        pl.col("drift").abs(), *GROUP, descending=[True] + [False] * len(GROUP)
    )
