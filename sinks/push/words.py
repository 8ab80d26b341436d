"""A notice as a message: who, what, by when, in one sentence, masked. Facts for the risk desk are not named, AML's are not mentioned at all."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from typing import Any

from events.alert import NotifyReason
from sinks.desk.notices import Notice
from sinks.push.channel import Message
from sinks.push.masking import masked

MARKS = {"P1": "▲ 紧急", "P2": "◆ 今天", "P3": "● 本周", "P4": "○ 提示"}
WHY = {
    NotifyReason.WORSENED: "情况加重:", NotifyReason.RETRACTED: "事实已撤销:", NotifyReason.ESCALATED: "超时未确认,已上报:",
}  # fmt: skip
DONE = ("closed", "retracted", "expired")
OLD_MS = 86_400_000  # a notice that could not be sent for a day tells nobody anything

Row = dict[str, Any]


def message_of(notice: Notice, rows: Sequence[Row], pages: str, now: int) -> Message | None:
    """What its people are sent; None when there is nothing more to say: it is old, done with, or AML's. `pages`: where Tidewatch's pages are."""
    rows = [row for row in rows if row["audience"] != "aml"]
    if not rows or now - notice.at > OLD_MS:
        return None
    if notice.why is NotifyReason.DIGEST:
        return _digest(notice, rows, pages)
    row = rows[0]
    if notice.why is not NotifyReason.RETRACTED and row["state"] in DONE:
        return None
    severity, link = row["severity"], f"{pages}/alerts/{row['alert_id']}"
    title = f"{MARKS[severity]} {row['customer_name']}"
    text = WHY.get(notice.why, "") + masked(row["title_zh"], _names(row))
    if row["audience"] != "normal":
        title, text = MARKS[severity], "您有 1 条待办,请登录查看。"
    return Message(notice.id, notice.to, notice.why, severity, title, text, link, notice.at)


def _digest(notice: Notice, rows: Sequence[Row], pages: str) -> Message:
    count = Counter(row["severity"] for row in rows)
    text = "、".join(f"{MARKS[one]} {count[one]}" for one in sorted(count))
    return Message(
        notice.id, notice.to, notice.why, min(count), f"今日提示 {len(rows)} 条", text, f"{pages}/today", notice.at
    )


def _names(row: Row) -> tuple[str, ...]:
    """The texts of the evidence that may be people's names."""
    said = json.loads(row["evidence"] or "{}")
    return tuple(value for name, value in said.items() if name.endswith("name") and isinstance(value, str))
