"""The wall's numbers: sums of the warehouse, alerts of the desk."""

from __future__ import annotations

from collections import Counter
from typing import Any

from api.moment import midnight, today
from api.services import Services
from sinks.desk import Scope
from sinks.warehouse import questions as ask

NORMAL = frozenset({"normal"})


def wall(org: str, parts: Services) -> dict[str, Any]:
    """Everything the wall shows of an organisation. AML's alerts are in no box of an organisation."""
    day, now = today(parts), parts.engine.clock
    scope = Scope(f"org:{org}", NORMAL)
    return {
        **ask.wall(parts.questions, day, org),
        "clock": now,
        "as_of": now,
        "lag_seconds": parts.engine.operations()["lag_seconds"],
        "alerts": _alerts(scope, parts),
        "team": _team(org, parts),
    }


def _alerts(scope: Scope, parts: Services) -> dict[str, Any]:
    rules, since = parts.rules.rules, midnight(parts)
    said = parts.desk.tally(scope, list(rules), since)
    counts = parts.desk.counts(scope, since)
    by_rule = Counter({rule: said[f"rule:{rule}"] for rule in rules if said[f"rule:{rule}"]})
    return {
        **{name: counts[name] for name in ("P1", "P2", "P3", "P4")},
        "opened_today": said["opened"],
        "closed_today": said["closed"],
        "in_time_ratio": 1 - said["late"] / said["closed"] if said["closed"] else None,
        "by_rule": [
            {"rule_id": r, "name_zh": rules[r].name.zh, "name_en": rules[r].name.en, "count": n} for r, n in by_rule.most_common(8)
        ],
        "by_state": [{"state": "open", "count": said["live"] - said["acked"]}, {"state": "acked", "count": said["acked"]}],
    }  # fmt: skip


def _team(org: str, parts: Services) -> list[dict[str, Any]]:
    roster = parts.roster()
    orgs = roster.subtree(org)
    people = [one for one in roster.people.values() if one.org_id in orgs]
    loads = parts.desk.workload([one.id for one in people], midnight(parts), parts.engine.clock)
    team: list[dict[str, Any]] = [
        {"owner": one.id, "owner_name": one.name, **loads[one.id]} for one in people if any(loads[one.id].values())
    ]
    return sorted(team, key=lambda one: (-one["overdue"], -one["open"], one["owner_name"]))[:12]
