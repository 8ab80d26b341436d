"""An alert as Redis keeps it, and as everybody else reads it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

URGENCY = {"P1": 4, "P2": 3, "P3": 2, "P4": 1}
WAITING = ("open", "acked", "snoozed")  # states of what somebody has still to close
STEP = 10**14  # severity first, then what is at stake (in yuan, below 10^13)
NUMBERS = ("snoozed_until", "due_at", "ack_due_at", "closed_at", "acked_at", "undo_until", "opened_at")
TEXTS = ("owner", "result_code", "delivery", "held_by")

Row = dict[str, Any]


def score_of(severity: str, money_at_stake: int | None) -> int:
    """The order of lists: urgency, then what is at stake."""
    return URGENCY[severity] * STEP + min((money_at_stake or 0) // 100, STEP // 10)


def bounds_of(severity: str | None) -> tuple[str, str]:
    """The scores of a severity, for a range of a shelf; all of them for None."""
    if severity is None:
        return "+inf", "-inf"
    return f"({(URGENCY[severity] + 1) * STEP}", str(URGENCY[severity] * STEP)


def row_of(found: Mapping[str, str]) -> Row:
    """The alert's facts, and what people have done with it. Times are epoch ms."""
    facts = json.loads(found["facts"])
    numbers = {name: int(found[name]) if found.get(name) else None for name in NUMBERS}
    texts = {name: found.get(name) or None for name in TEXTS}
    return {
        **facts, **numbers, **texts, "task_id": facts["alert_id"], "state": found["state"], "severity": found["severity"],
        "escalated": found.get("escalated") == "1", "assigned": found.get("assigned") == "1", "proof": json.loads(found.get("proof") or "[]"),
        "boxes": json.loads(found["boxes"]), "score": int(float(found["score"])) % STEP, "version": int(found["version"]),
    }  # fmt: skip
