"""The answer to "why was I not told?", from the ledger, the findings and the rule judged again on that day's row."""

from __future__ import annotations

from datetime import date
from typing import Any

from api.services import Services
from detectors.rules import Rule
from detectors.rules.labels import conditions

REASONS = {
    "COOLDOWN": ("同一对象已有提醒,处于冷却期", "There was an alert on the same object already (cool-down)"),
    "INHIBITED": ("被另一条提醒抑制", "Another alert inhibits it"),
    "GROUPED": ("与同因提醒合并", "Grouped with an alert of the same cause"),
    "BUDGET": ("超出每日推送上限,进入 08:30 汇总", "Over the day's budget: it is in the 08:30 digest"),
    "SILENCED": ("被静默", "Silenced"),
    "QUIET_HOURS": ("在免打扰时段,进入 08:30 汇总", "It came in quiet hours: it is in the 08:30 digest"),
    "EXPIRED": ("发现时已过期", "It had expired when it was found"),
    "PLANNED": ("计划内事项", "It was planned"),
    "FEED_INCOMPLETE": ("数据源不完整,无法判断", "The feed was not complete: it could not be judged"),
    "NOTHING_OPEN": ("撤销时没有打开的提醒", "There was nothing open to take back"),
    "SHADOW": ("规则处于影子模式", "The rule runs in shadow"),
}


def explain(customer: str, rule: Rule, day: date, parts: Services) -> dict[str, Any]:
    """Findings and suppressions of that day, and the rule's conditions on the row of that day where it is kept."""
    asked = {"customer": customer, "rule": rule.id}
    findings = parts.questions.ask("findings", **asked, day=day, audiences=[rule.audience]).to_dicts()
    suppressed = [
        {**one, "reason_zh": REASONS[one["reason"]][0], "reason_en": REASONS[one["reason"]][1]}
        for one in parts.questions.ask("suppressions", **asked, **_bounds(day, parts)).to_dicts()
    ]
    conditions = _conditions(customer, rule, day, parts)
    lasts = _lasting(rule, conditions) and not findings and _told_before(customer, rule, day, parts)
    verdict = _since(lasts) if lasts else _verdict(len(findings), suppressed, conditions)
    return {
        "rule_id": rule.id, "rule_name_zh": rule.name.zh, "rule_name_en": rule.name.en,
        "verdict_zh": verdict[0], "verdict_en": verdict[1], "conditions": conditions, "findings": findings,
        "suppressed": suppressed, "facts": parts.questions.facts(customer, day, day),
    }  # fmt: skip


def _bounds(day: date, parts: Services) -> dict[str, int]:
    calendar = parts.rules.calendar
    return {"first": calendar.start_of_day_ms(day), "last": calendar.end_of_day_ms(day) + 1}


def _conditions(customer: str, rule: Rule, day: date, parts: Services) -> list[dict[str, Any]]:
    """Each part of the rule with the values it looked at. A frame whose rows are not kept is said to be so (holds: null)."""
    kept = {"day": "profile_row", "txn": "txn_rows"}.get(rule.on)
    rows = parts.questions.ask(kept, customer=customer, day=day).to_dicts() if kept else []
    return conditions(parts.rules, rule, rows[0] if rows else None)


def _lasting(rule: Rule, conditions: list[dict[str, Any]]) -> bool:
    """A condition that held that day, of a rule that tells of it when it begins."""
    return rule.lasting is not None and all(one["holds"] for one in conditions)


def _told_before(customer: str, rule: Rule, day: date, parts: Services) -> date | None:
    asked = {"customer": customer, "rule": rule.id, "day": day, "audiences": [rule.audience]}
    return next(iter(parts.questions.ask("told_before", **asked).to_series().to_list()), None)


def _since(told: date) -> tuple[str, str]:
    return (
        f"情况自{told}提醒后一直持续,未见恶化,不再每日重复。",
        f"It was told on {told} and has lasted since; it is told again when it gets worse.",
    )


def _measured(condition: dict[str, Any], of: str) -> str:
    """What a condition looked at against its threshold, in a language; the expression where it names nothing."""
    value = condition[f"value_{of}"] or condition["text"]
    threshold, word = condition[f"threshold_{of}"], {"zh": ",阈值:", "en": "; threshold: "}[of]
    return f"{value}{word}{threshold}" if threshold else str(value)


def _verdict(found: int, suppressed: list[dict[str, Any]], conditions: list[dict[str, Any]]) -> tuple[str, str]:
    if suppressed:
        return (
            f"已发现,但未提醒:{suppressed[0]['reason_zh']}。",
            f"Found, but nobody was told: {suppressed[0]['reason_en']}.",
        )
    if found:
        there = "was 1 finding" if found == 1 else f"were {found} findings"
        return f"当天有 {found} 条发现,并已提醒。", f"There {there} that day, and people were told."
    failed = next((one for one in conditions if one["holds"] is False), None)
    if failed:
        zh, en = (_measured(failed, of) for of in ("zh", "en"))
        return f"条件未满足:{zh}。", f"A condition did not hold: {en}."
    if any(one["holds"] is None for one in conditions):
        return "当天没有相关事件,或该帧的行未保存。", "There was no such event that day, or its row is not kept."
    return (
        "条件均满足,但没有发现:请联系运维核对。",
        "Every condition holds, yet there is no finding: ask the operators.",
    )
