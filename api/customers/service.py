"""What the customer pages show: the warehouse's facts, the tags, and the alerts that the caller may see."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from api.identity import AUDIENCES, Identity
from api.inbox.rows import alert_row
from api.moment import today
from api.services import Services
from sinks.desk import Wanted

MATURITY_DAYS = 90
ALERTS_AT_ONCE, ALERTS_READ = 2_000, 20_000  # of those that wait for a reader, the most urgent first


@dataclass(frozen=True)
class Asked:
    """Which customers a list shows. `waiting`: only those of whom an alert waits that the caller may see."""

    text: str = ""
    tag: str | None = None
    waiting: bool = False


def listed(who: Identity, parts: Services, asked: Asked, place: int, limit: int) -> dict[str, Any]:
    """A page of customers, each with how many alerts wait and how urgent the first is."""
    theirs = who.customers(parts.roster())
    if asked.tag is not None and not parts.lists(asked.tag):
        return {"items": [], "next": None}
    if asked.waiting:
        theirs = _with_alerts(who, parts) & theirs if theirs is not None else _with_alerts(who, parts)
    rows, after = parts.questions.customers(today(parts), asked.text, theirs, asked.tag or "", limit, place)
    waiting = parts.desk.waiting([row["customer_id"] for row in rows], who.scope(parts.roster()))
    items = [{**_listed(row, parts), **_urgency(waiting.get(row["customer_id"], []))} for row in rows]
    return {"items": items, "next": None if after is None else str(after)}


def _with_alerts(who: Identity, parts: Services) -> frozenset[str]:
    """The customers of the caller's waiting alerts."""
    found, cursor = set[str](), None
    for _ in range(ALERTS_READ // ALERTS_AT_ONCE):
        rows, cursor = parts.desk.inbox(who.scope(parts.roster()), Wanted(), cursor, ALERTS_AT_ONCE)
        found.update(row["customer_id"] for row in rows)
        if cursor is None:
            break
    return frozenset(found)


def _listed(row: dict[str, Any], parts: Services) -> dict[str, Any]:
    rm = parts.roster().owners.get(row["customer_id"], (None, (), None))[0]
    person = parts.roster().people.get(rm or "")
    return {**row, "owner_name": person.name if person else row.get("owner_name")}


def _urgency(severities: list[str]) -> dict[str, Any]:
    return {"open_alerts": len(severities), "top_severity": min(severities, default=None)}


def card(customer_id: str, who: Identity, parts: Services) -> dict[str, Any] | None:
    """One picture that knows the customer."""
    questions, day = parts.questions, today(parts)
    found = questions.customer(customer_id, day)
    if found is None:
        return None
    rows, contracts = (
        parts.desk.of_customer(customer_id, who.scope(parts.roster())),
        questions.contracts(customer_id, day),
    )
    return {
        "clock": parts.engine.clock,
        "customer": found,
        "tags": parts.tags_of(customer_id, AUDIENCES[who.role]),
        "balance": questions.balance(customer_id, day),
        "contracts": contracts,
        "products": _products(contracts),
        "maturities": [
            one for one in contracts if one["days_left"] is not None and 0 <= one["days_left"] <= MATURITY_DAYS
        ],
        "counterparties": questions.counterparties(customer_id, day),
        "relations": questions.relations(customer_id, day),
        "alerts": [alert_row(row, parts, parts.engine.clock) for row in rows],
        "timeline": questions.timeline(customer_id, day, sorted(AUDIENCES[who.role]) or ("",)),
    }


def _products(contracts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What a customer holds that lives: how many of each product, and how much is outstanding."""
    held: dict[str, dict[str, Any]] = {}
    for one in contracts:
        if one["status"] in ("live", "正常", "生效"):
            product = held.setdefault(one["object"], {"product": one["object"], "count": 0, "outstanding": 0})
            product["count"] += 1
            product["outstanding"] += one["outstanding"] or 0
    return sorted(held.values(), key=lambda one: -one["outstanding"])
