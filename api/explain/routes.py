"""为什么没有提醒我: customer, rule, day → what was found, what suppressed it, and each condition with its value and threshold."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query

from api.caller import Caller, Parts, only, reaches
from api.docs import Answer, shown
from api.explain.service import explain
from api.identity import AUDIENCES
from api.moment import today
from api.problems import not_found

EARLIEST, LATEST = date(1970, 1, 1), date(2199, 12, 31)  # what the warehouse's days hold
router = APIRouter(tags=["explain"], dependencies=[only("risk", "inbox")])


class Explained(Answer):
    """Each condition with its value and threshold, ticked (`holds` true), crossed (false) or not to be known (null); what was found; what suppressed it."""

    customer_name: str
    rule_id: str
    rule_name_zh: str
    rule_name_en: str
    verdict_zh: str
    verdict_en: str
    conditions: list[dict[str, Any]]
    findings: list[dict[str, Any]]
    suppressed: list[dict[str, Any]]
    facts: list[dict[str, Any]]

    model_config = Answer.with_example(
        {
            "customer_name": "西湖智造", "rule_id": "OPP-01", "rule_name_zh": "大额入账", "rule_name_en": "Large inflow",
            "verdict_zh": "条件未满足:金额 60万,阈值:门槛 100万。", "verdict_en": "A condition did not hold: Amount ¥0.6m; threshold: Floor ¥1.0m.",
            "conditions": [{
                "text": "amount >= floor", "holds": False, "text_zh": "金额", "text_en": "Amount", "value_zh": "金额 60万", "value_en": "Amount ¥0.6m",
                "threshold_zh": "门槛 100万", "threshold_en": "Floor ¥1.0m",
            }],
            "findings": [], "suppressed": [], "facts": [],
        }
    )  # fmt: skip


@router.get("/explain", responses=shown(Explained), response_model=None)
def why(
    who: Caller,
    parts: Parts,
    customer: Annotated[str, Query(max_length=60)],
    rule: Annotated[str, Query(max_length=10)],
    day: Annotated[date, Query(ge=EARLIEST, le=LATEST)],
) -> dict[str, Any]:
    """Why there was, or was not, an alert."""
    found = parts.rules.rules.get(rule)
    if found is None or found.audience not in AUDIENCES[who.role]:
        raise not_found("rule", "规则")
    known = parts.questions.customer(customer, max(day, today(parts)))
    if known is None or not reaches(who, parts, customer):
        raise not_found("customer", "客户")
    return {"customer_name": known["name"], **explain(customer, found, day, parts)}
