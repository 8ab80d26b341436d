"""What the customers' routes answer."""

from __future__ import annotations

from typing import Any, Literal

from api.alerts.schemas import ALERT, Alert
from api.docs import Answer

ROW: dict[str, Any] = {
    "customer_id": "C000001", "name": "西湖智造", "uscc": "9133**********001X", "tier": "T3", "industry": "C35", "owner_name": "李", "bal": 640000000,
    "open_alerts": 1, "top_severity": "P1",
}  # fmt: skip


class Row(Answer):
    """One customer of a list."""

    customer_id: str
    name: str | None
    uscc: str | None
    tier: str | None
    industry: str | None
    owner_name: str | None
    bal: int
    open_alerts: int
    top_severity: Literal["P1", "P2", "P3", "P4"] | None

    model_config = Answer.with_example(ROW)


class Listed(Answer):
    """A page of customers."""

    items: list[Row]
    next: str | None

    model_config = Answer.with_example({"items": [ROW], "next": "50"})


class Card(Answer):
    """One picture that knows the customer: who they are, tags, balances, what they hold and what falls due, partners, open alerts, everything that happened."""

    customer: dict[str, Any]
    tags: list[dict[str, Any]]
    balance: list[dict[str, Any]]
    contracts: list[dict[str, Any]]
    products: list[dict[str, Any]]
    maturities: list[dict[str, Any]]
    counterparties: dict[str, Any]
    relations: list[dict[str, Any]]
    alerts: list[Alert]
    timeline: list[dict[str, Any]]

    model_config = Answer.with_example(
        {
            "customer": {"customer_id": "C000001", "name": "西湖智造", "tier": "T3"}, "tags": [], "balance": [{"day": "2026-03-03", "bal": 640000000, "in_amt": 0, "out_amt": 0}],
            "contracts": [], "products": [{"product": "loan", "count": 1, "outstanding": 1000000000}], "maturities": [],
            "counterparties": {"in": [], "out": [], "other_bank_share": 0.4}, "relations": [], "alerts": [ALERT], "timeline": [],
        }
    )  # fmt: skip
