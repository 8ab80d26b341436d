"""The wall's numbers: sums of the warehouse, alerts of the desk."""

from __future__ import annotations

from collections import Counter
from typing import Any

from api.identity import Identity
from api.moment import midnight, today
from api.services import Services
from sinks.desk import Scope
from sinks.warehouse import questions as ask
from sinks.warehouse.kpi import Kpis

NORMAL = frozenset({"normal"})


def wall(org: str, who: Identity, parts: Services) -> dict[str, Any]:
    """Everything the wall shows of an organisation. AML's alerts are in no box of an organisation."""
    day, now = today(parts), parts.engine.clock
    scope = Scope(f"org:{org}", NORMAL)
    return {
        **ask.wall(parts.questions, day, org),
        "clock": now,
        "as_of": now,
        "lag_seconds": parts.engine.operations()["lag_seconds"],
        "alerts": _alerts(scope, parts),
        "team": _team(scope, parts),
    }


def _alerts(scope: Scope, parts: Services) -> dict[str, Any]:
    counts = parts.desk.counts(scope, midnight(parts))
    live, _ = parts.desk.inbox(scope, "live", None, None, "", None, 5_000)
    rules = parts.rules.rules
    by_rule = Counter(row["rule_id"] for row in live)
    done, _ = parts.desk.inbox(scope, "done", None, None, "", None, 500)
    closed = [row for row in done if row["state"] == "closed" and row["closed_at"] is not None]
    in_time = [row["due_at"] is None or row["closed_at"] <= row["due_at"] for row in closed]
    return {
        **{name: counts[name] for name in ("P1", "P2", "P3", "P4")},
        "opened_today": sum(row["opened_at"] >= midnight(parts) for row in live),
        "closed_today": counts["done"],
        "in_time_ratio": sum(in_time) / len(in_time) if in_time else None,
        "by_rule": [
            {"rule_id": r, "name_zh": rules[r].name.zh, "name_en": rules[r].name.en, "count": n} for r, n in by_rule.most_common(8)
        ],
        "by_state": [{"state": state, "count": n} for state, n in Counter(row["state"] for row in live).items()],
    }  # fmt: skip


def _team(scope: Scope, parts: Services) -> list[dict[str, Any]]:
    live, _ = parts.desk.inbox(scope, "live", None, None, "", None, 5_000)
    done, _ = parts.desk.inbox(scope, "done", None, None, "", None, 2_000)
    now, people = parts.engine.clock, parts.roster().people
    team: dict[str, dict[str, Any]] = {}
    for row in (*live, *done):
        owner = people.get(row["owner"] or "")
        one = team.setdefault(
            row["owner"] or "",
            {"owner": row["owner"], "owner_name": owner.name if owner else "–", "open": 0, "done": 0, "overdue": 0},
        )
        waiting = row["state"] in ("open", "acked")
        one["open"] += waiting
        one["done"] += row["state"] == "closed"
        one["overdue"] += bool(waiting and row["due_at"] and row["due_at"] < now)
    return sorted(team.values(), key=lambda one: (-one["overdue"], -one["open"], one["owner_name"]))[:12]


def performance(org: str, rm: str | None, parts: Services) -> dict[str, Any]:
    """KPI values of an organisation or one RM, with their series."""
    day = today(parts)
    scope = ask.Scope(frozenset({rm})) if rm else parts.questions.tree(day).scope(org)
    return {"items": Kpis(parts.warehouse).series(day, scope), "next": None}
