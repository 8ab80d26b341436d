"""Whose a customer is on a day, and which organisations stand above: found by walking."""

from __future__ import annotations

from datetime import date

import polars as pl

from sinks.warehouse.kpi.plain.rows import Rows

FOREVER = date(2299, 12, 31)
TOLD = ("object", "id", "parent_id", "rm_id", "role", "valid_from", "valid_to", "event_time", "log_offset")


def whose(rows: Rows) -> pl.DataFrame:
    """(customer_id, rm, tier, industry, class, orgs) of every customer that is known or has an RM; `orgs` is its whole chain."""
    told = rows.of("organisation", *TOLD).sort("event_time", "log_offset")
    teams, parents = _last(told, "rm"), _last(told, "org")
    owners = _owners(told, rows.day)
    known = rows.last("customer", ("customer_id",), "tier", "industry", "institution_class").to_dicts()
    of = {row["customer_id"]: row for row in known}
    return pl.DataFrame(
        [_described(one, of.get(one, {}), owners.get(one), teams, parents) for one in {*of, *owners}], schema=SCHEMA
    )


SCHEMA: dict[str, pl.DataType] = {
    **dict.fromkeys(("customer_id", "rm", "tier", "industry", "class"), pl.String()),
    "orgs": pl.List(pl.String()),
}


def _last(told: pl.DataFrame, kind: str) -> dict[str, str | None]:
    """The parent of each organisation or RM as last stated."""
    return {row["id"]: row["parent_id"] for row in told.filter(pl.col("object") == kind).to_dicts()}


def _owners(told: pl.DataFrame, day: date) -> dict[str, str]:
    """Each customer's RM: of the assignments as last stated the one in force that began last."""
    since = pl.coalesce("valid_from", "day")
    given = told.filter((pl.col("object") == "assignment") & (pl.col("customer_id") != "") & (since <= day))
    unnamed = pl.concat_str(
        pl.col("rm_id").fill_null(""), pl.col("valid_from").cast(pl.String).fill_null(""), separator="|"
    )
    last = given.unique(["customer_id", pl.coalesce("id", unnamed)], keep="last", maintain_order=True)
    holds = last.filter((pl.col("role") == "主办") & (pl.col("valid_to").fill_null(FOREVER) >= day))
    return {row["customer_id"]: row["rm_id"] for row in holds.sort(since, "event_time", "log_offset").to_dicts()}


def _described(
    customer: str, known: dict[str, str | None], rm: str | None, teams: dict[str, str | None], parents: dict[str, str | None]
) -> dict[str, object]:  # fmt: skip
    return {
        "customer_id": customer,
        "rm": rm or "",
        "tier": known.get("tier") or "",
        "industry": (known.get("industry") or "")[:3].upper(),
        "class": known.get("institution_class") or "企业",
        "orgs": [*_chain(teams.get(rm or ""), parents), ""],
    }


def _chain(org: str | None, parents: dict[str, str | None]) -> list[str]:
    found: list[str] = []
    while org and org in parents and org not in found:
        found.append(org)
        org = parents[org]
    return found
