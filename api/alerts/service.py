"""What an alert page shows beyond the row: evidence against thresholds, the rule's words, the customer's days and entries."""

from __future__ import annotations

from typing import Any

import msgspec

from api.moment import day_of, today
from api.services import Services
from detectors.rules.labels import evidence_items, thresholds


def detail(row: dict[str, Any], parts: Services) -> dict[str, Any]:
    """The page of one alert."""
    rule = parts.rules.rules[row["rule_id"]]
    questions, day = parts.questions, today(parts)
    customer = questions.customer(row["customer_id"], day)
    return {
        "clock": parts.engine.clock,
        "evidence": evidence_items(rule, msgspec.json.decode(row["evidence"] or "{}")),
        "thresholds": thresholds(rule, (customer or {}).get("tier")),
        "conditions": [{"text": text} for text in (rule.where, rule.when) if text != "true"],
        "template_zh": rule.task.zh,
        "template_en": rule.task.en,
        "script_zh": rule.task.script,
        "history": _history(row["alert_id"], parts),
        "balance": questions.balance(row["customer_id"], day, days=90),
        "facts": questions.facts(
            row["customer_id"], day_of(row["first_fact_time"], parts), day_of(row["last_fact_time"], parts)
        ),
        "undo_until": row.get("undo_until"),
    }


def _history(alert_id: str, parts: Services) -> list[dict[str, Any]]:
    people = parts.roster().people
    return [
        {**line, "who_name": people[line["who"]].name if line["who"] in people else line["who"]}
        for line in parts.desk.history(alert_id)
    ]
