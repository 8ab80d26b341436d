"""One alert as every list shows it."""

from __future__ import annotations

from typing import Any

from api.services import Services
from sinks.desk import WAITING


def alert_row(row: dict[str, Any], parts: Services, now: int) -> dict[str, Any]:
    """The desk's row with the rule's name, the owner's name, and whether it is overdue at `now`."""
    rule = parts.rules.rules.get(row["rule_id"])
    owner = parts.roster().people.get(row["owner"] or "")
    waiting = row["state"] in WAITING
    return {
        **row,
        "rule_name_zh": rule.name.zh if rule else row["rule_id"],
        "rule_name_en": rule.name.en if rule else row["rule_id"],
        "owner_name": owner.name if owner else None,
        "overdue": bool(waiting and row["due_at"] is not None and row["due_at"] < now),
    }
