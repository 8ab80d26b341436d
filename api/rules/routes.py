"""The catalogue: what is watched for, at which thresholds, with examples. Anybody who is signed in may read it."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path

from api.caller import Caller, Parts
from api.docs import Answer, shown
from api.identity import AUDIENCES
from api.problems import not_found
from api.roles import Role
from detectors.rules import Rule
from detectors.rules.labels import thresholds

router = APIRouter(tags=["rules"])

RULE: dict[str, Any] = {
    "id": "OUT-01", "version": 1, "name_zh": "放款后同名转出他行", "name_en": "Loan money leaves under the same name", "on": "txn", "state": "active",
    "severity": ["P1", "P2"], "recipients": ["RM", "RISK", "TL"], "examples": 3, "explained": True,
}  # fmt: skip


class Short(Answer):
    """One rule in short; `examples` is how many it has, `explained` whether the reader may ask why it told nobody (`/v1/explain`)."""

    id: str
    version: int
    name_zh: str
    name_en: str
    on: str
    state: str
    severity: list[str]
    recipients: list[str]
    explained: bool

    model_config = Answer.with_example(RULE)


class Rules(Answer):
    """The catalogue."""

    items: list[Short]
    next: str | None

    model_config = Answer.with_example({"items": [RULE], "next": None})


class RulePage(Short):
    """One rule whole: conditions, thresholds, and its examples, which are its tests."""

    when: str
    where: str
    parameters: list[dict[str, Any]]
    examples: list[dict[str, Any]]
    traps: list[str]
    source: str
    template_zh: str
    template_en: str

    model_config = Answer.with_example(
        {
            **RULE, "when": "traced_sum >= minimum", "where": "same_name AND other_bank", "parameters": [], "examples": [], "traps": [],
            "source": "DOMAIN §2.2", "template_zh": "两个工作日内取得用途凭证", "template_en": "Obtain proof of use",
        }
    )  # fmt: skip


@router.get("/rules", responses=shown(Rules), response_model=None)
def rules(who: Caller, parts: Parts) -> dict[str, Any]:
    """Every rule that is not AML's, in short; AML's own people see theirs too."""
    visible = (rule for rule in parts.rules.rules.values() if _visible(rule, who.role))
    return {"items": [_short(rule, who.role) for rule in visible], "next": None}


@router.get("/rules/{rule_id}", responses=shown(RulePage), response_model=None)
def rule(rule_id: Annotated[str, Path(max_length=10)], who: Caller, parts: Parts) -> dict[str, Any]:
    """One rule whole."""
    found = parts.rules.rules.get(rule_id)
    if found is None or not _visible(found, who.role):
        raise not_found("rule", "规则")
    return {
        **_short(found, who.role),
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


def _short(rule: Rule, role: Role) -> dict[str, Any]:
    return {
        "id": rule.id, "version": rule.version, "name_zh": rule.name.zh, "name_en": rule.name.en, "on": rule.on,
        "state": rule.state, "severity": sorted(rule.severity), "recipients": rule.to, "examples": len(rule.examples),
        "explained": rule.audience in AUDIENCES[role],
    }  # fmt: skip
