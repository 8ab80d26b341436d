"""What an alert page shows beyond the row: evidence against thresholds, the rule's words, the customer's days and entries."""

from __future__ import annotations

from typing import Any

import msgspec

from api.services import Services
from detectors.rules.labels import evidence_items, thresholds


def detail(row: dict[str, Any], parts: Services) -> dict[str, Any]:
    """The page of one alert."""
    rule = parts.rules.rules[row["rule_id"]]
    questions = parts.questions
    return {
        "evidence": evidence_items(rule, msgspec.json.decode(row["evidence"] or "{}")),
        "thresholds": thresholds(rule, questions.tier(row["customer_id"])),
        "conditions": [{"text": text} for text in (rule.where, rule.when) if text != "true"],
        "template_zh": rule.task.zh,
        "template_en": rule.task.en,
        "script_zh": rule.task.script,
        "history": _history(row["alert_id"], parts),
        "balance": questions.balance(row["customer_id"], days=90),
        "facts": questions.facts_before(row["customer_id"], row["last_fact_time"]),
        "undo_until": row.get("undo_until"),
    }


def _history(alert_id: str, parts: Services) -> list[dict[str, Any]]:
    people = parts.roster().people
    return [
        {**line, "who_name": people[line["who"]].name if line["who"] in people else line["who"]}
        for line in parts.desk.history(alert_id)
    ]
