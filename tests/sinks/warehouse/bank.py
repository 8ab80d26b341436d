"""A bank of three customers, stated as facts, for questions and counters."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import polars as pl

from sinks.warehouse import EmbeddedWarehouse
from sinks.warehouse.facts_schema import fact_tables

DAY = date(2026, 3, 5)


def facts(table: str, *rows: dict[str, Any]) -> pl.DataFrame:
    """Rows of a table of facts. What is not said is null; ids follow from the rows' order, times from the day."""
    schema = fact_tables()[table]
    whole = [{**_usual(schema, table, i, row), **row} for i, row in enumerate(rows)]
    return pl.DataFrame(whole, schema=schema, orient="row")


def _usual(schema: dict[str, pl.DataType], table: str, i: int, row: dict[str, Any]) -> dict[str, Any]:
    day = row.get("day", DAY)
    given: dict[str, Any] = {
        "day": day,
        "version": 1,
        "customer_id": "",
        "event_id": f"{table}-{day}-{i}",
        "log_offset": i,
        "op": "I",
    }
    given["event_time"] = datetime(day.year, day.month, day.day, 2, i % 60, tzinfo=UTC)
    flags = {name: False for name, kind in schema.items() if kind == pl.Boolean()}
    return {name: value for name, value in {**flags, **given}.items() if name in schema}


def entry(customer: str, signed: int, **more: Any) -> dict[str, Any]:
    """An operating transfer with another bank."""
    way = {"cdt_dbt": "CRDT", "op_in": True} if signed > 0 else {"cdt_dbt": "DBIT", "op_out": True, "out_ext": True}
    usual = {
        "amount": abs(signed),
        "business": "transfer",
        "cp_name": "甲公司",
        "cp_bank_entity": "乙银行",
        "other_bank": True,
    }
    return {
        "customer_id": customer,
        "signed": signed,
        "status": "BOOK",
        "account_no": f"62{customer}",
        **usual,
        **way,
        **more,
    }


def held(customer: str, day: date, bal: int, **more: int) -> dict[str, Any]:
    """A customer-day."""
    return {"customer_id": customer, "day": day, "bal": bal, **dict.fromkeys(("in_amt", "out_amt"), 0), **more}


def organisation() -> pl.DataFrame:
    """Head office, two branches with a team and an RM each; A and B are R1's, C is R2's."""
    orgs = [("HO", None), ("B1", "HO"), ("B2", "HO"), ("T1", "B1"), ("T2", "B2")]
    rows: list[dict[str, Any]] = [{"object": "org", "id": i, "parent_id": p, "name": f"机构{i}"} for i, p in orgs]
    rows += [{"object": "rm", "id": f"R{n}", "parent_id": f"T{n}", "name": f"经理{n}"} for n in (1, 2)]
    owned = (("A", "R1"), ("B", "R1"), ("C", "R2"))
    rows += [
        {"object": "assignment", "id": c, "customer_id": c, "rm_id": r, "role": "主办", "valid_from": date(2026, 1, 1)}
        for c, r in owned
    ]
    return facts("organisation", *({**row, "day": date(2026, 1, 1)} for row in rows))


def state(warehouse: EmbeddedWarehouse) -> None:
    """Put the bank into a warehouse."""
    warehouse.insert("organisation", organisation())
    named = {"A": "甲纺织有限公司", "B": "乙钢铁有限公司", "C": "丙医院"}
    stated = [
        {"customer_id": c, "name": n, "uscc": f"9133000000000000{c}X", "tier": "T3", "industry": "C3985"}
        for c, n in named.items()
    ]
    warehouse.insert("customer", facts("customer", *({**row, "day": date(2026, 1, 1)} for row in stated)))
    warehouse.insert(
        "account", facts("account", {"customer_id": "B", "account_no": "6228009911", "day": date(2026, 2, 20)})
    )
    days = [("A", date(2026, 2, 20), 100), ("B", date(2026, 3, 2), 50), ("A", date(2026, 3, 4), 160), ("C", DAY, 30)]
    warehouse.insert("customer_day", facts("customer_day", *(held(*one) for one in days)))
    warehouse.insert("txn", facts("txn", entry("A", 70), entry("A", -10, cp_name="丁公司"), entry("C", 30)))
