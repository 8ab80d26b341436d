"""What an alert page shows beyond the row: evidence against thresholds, the rule's words, the customer's days and entries."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import msgspec

from api.moment import day_of, today
from api.services import Services
from detectors.rules import Rule
from detectors.rules.labels import evidence_items, thresholds

LEDGER, CONTRACTS = ("核心账务", "core ledger"), ("合同台账", "contract ledger")
SOURCES = {
    "txn": LEDGER, "trace": LEDGER, "day": LEDGER, "counterparty": LEDGER, "absence": LEDGER, "due": CONTRACTS, "contract": CONTRACTS,
    "account": ("账户资料", "account records"), "contagion": ("关联关系与风险公告", "relations and risk notices"), "tender": ("招投标公告", "tender notices"),
    "ruling": ("司法公告", "court notices"), "listing": ("名单", "lists"), "task": ("任务系统", "tasks"), "feed": ("数据源状态", "state of the sources"),
}  # fmt: skip


def detail(row: dict[str, Any], parts: Services) -> dict[str, Any]:
    """The page of one alert."""
    questions, day = parts.questions, today(parts)
    said = msgspec.json.decode(row["evidence"] or "{}")
    customer = questions.customer(row["customer_id"], day)
    return {
        "clock": parts.engine.clock,
        **_words(row, said, (customer or {}).get("tier"), parts),
        "history": _history(row["alert_id"], parts),
        "balance": questions.balance(row["customer_id"], day, days=90),
        "facts": _facts(row, said, parts),
        "undo_until": row.get("undo_until"),
    }


def _facts(row: dict[str, Any], said: dict[str, Any], parts: Services) -> list[dict[str, Any]]:
    """The entries behind an alert: those of its days; of one about a counterparty that party's, since it was first seen."""
    first, last = day_of(row["first_fact_time"], parts), day_of(row["last_fact_time"], parts)
    if party := said.get("cp_name"):
        since = min(first, date.fromisoformat(said.get("first_seen") or first.isoformat()))
        if found := parts.questions.facts(row["customer_id"], since, last, counterparty=party):
            return found
    return parts.questions.facts(row["customer_id"], first, last)


def _words(row: dict[str, Any], said: dict[str, Any], tier: str | None, parts: Services) -> dict[str, Any]:
    """What its rule says; an alert outlives a rule that has been retired, and then says only what it saw."""
    rule = parts.rules.rules.get(row["rule_id"])
    if rule is None:
        bare = [
            {
                "name": n,
                "label_zh": n,
                "label_en": n,
                "kind": "text",
                "value": v,
                "value_zh": str(v),
                "value_en": str(v),
            }
            for n, v in said.items()
        ]
        return {"evidence": bare, "thresholds": [], "conditions": [], **_to_do(None), **_source("")}
    return {
        "evidence": evidence_items(rule, said), "thresholds": thresholds(rule, tier),
        "conditions": [{"text": text} for text in (rule.where, rule.when) if text != "true"], **_to_do(rule), **_source(rule.on),
    }  # fmt: skip


def _source(on: str) -> dict[str, str]:
    """Whose word it is, by what the rule looks at."""
    zh, en = SOURCES.get(on, ("", ""))
    return {"source_zh": zh, "source_en": en}


def _to_do(rule: Rule | None) -> dict[str, Any]:
    if rule is None:
        return {"template_zh": "", "template_en": "", "script_zh": None, "proof_zh": None, "proof_en": None}
    task = rule.task
    proof = {"proof_zh": task.proof.zh if task.proof else None, "proof_en": task.proof.en if task.proof else None}
    return {"template_zh": task.zh, "template_en": task.en, "script_zh": task.script, **proof}


def _history(alert_id: str, parts: Services) -> list[dict[str, Any]]:
    people = parts.roster().people
    return [
        {**line, "who_name": people[line["who"]].name if line["who"] in people else line["who"]}
        for line in parts.desk.history(alert_id)
    ]


def task_of(row: dict[str, Any], parts: Services, outcome: bool = False) -> dict[str, Any]:
    """The task of an alert: whose it is, what to do, by when, how it ended; `outcome`: the customer's balance then, after 7 and after 30 days."""
    rule, person = parts.rules.rules.get(row["rule_id"]), parts.roster().people.get(row["owner"] or "")
    said = {
        "task_id": row["alert_id"], "alert_id": row["alert_id"], "customer_id": row["customer_id"], "customer_name": row["customer_name"],
        "rule_id": row["rule_id"], "severity": row["severity"], "title_zh": row["title_zh"], "title_en": row["title_en"], "state": row["state"],
        "owner": row["owner"], "owner_name": person.name if person else None, "delegate": person.delegate if person and person.on_leave else None,
        **_to_do(rule), "due_at": row["due_at"], "closed_at": row["closed_at"],
        "result_code": row["result_code"], "evidence_files": row["proof"],
    }  # fmt: skip
    return {**said, "outcome": _outcome(row, parts)} if outcome else said


def _outcome(row: dict[str, Any], parts: Services) -> list[dict[str, Any]]:
    """Measured on data, not on what somebody wrote: the balance at the end of the day it was closed, 7 and 30 days later, as far as time has come."""
    if row["closed_at"] is None:
        return []
    closed = day_of(row["closed_at"], parts)
    days = [closed + timedelta(days=after) for after in (0, 7, 30)]
    known = {one["day"]: one["bal"] for one in parts.questions.balance(row["customer_id"], today(parts), days=400)}
    return [{"day": day.isoformat(), "bal": known[day.isoformat()]} for day in days if day.isoformat() in known]
