"""The catalogue: what is watched for, at which thresholds, with examples. Anybody who is signed in may read it."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path

from api.identity import Caller, Parts
from api.problems import not_found
from detectors.rules import Rule
from detectors.rules.labels import thresholds

router = APIRouter(tags=["rules"])


@router.get("/rules")
def rules(who: Caller, parts: Parts) -> dict[str, Any]:
    """Every rule that is not AML's, in short; AML's own people see theirs too."""
    return {"items": [_short(rule) for rule in parts.rules.rules.values() if _visible(rule, who.role)], "next": None}


@router.get("/rules/{rule_id}")
def rule(rule_id: Annotated[str, Path(max_length=10)], who: Caller, parts: Parts) -> dict[str, Any]:
    """One rule whole."""
    found = parts.rules.rules.get(rule_id)
    if found is None or not _visible(found, who.role):
        raise not_found("rule", "规则")
    return {
        **_short(found),
        "when": found.when,
        "where": found.where,
        "parameters": thresholds(found, None),
        "examples": [one.model_dump() for one in found.examples],
        "traps": found.traps,
        "source": found.source,
        "template_zh": found.task.zh,
        "template_en": found.task.en,
    }


def _visible(rule: Rule, role: str) -> bool:
    return (rule.audience == "aml") == (role == "aml") or rule.audience != "aml"


def _short(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.id, "version": rule.version, "name_zh": rule.name.zh, "name_en": rule.name.en, "on": rule.on,
        "severity": sorted(rule.severity), "recipients": rule.to, "examples": len(rule.examples),
    }  # fmt: skip
