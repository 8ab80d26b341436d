"""A notice as a message: who, what, by when, in one sentence, masked. Facts for the risk desk are not named, AML's are not mentioned at all."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from enum import StrEnum
from typing import Any

from events.alert import NotifyReason
from sinks.desk.notices import OLD_MS, Notice
from sinks.push.channel import Message
from sinks.push.masking import masked

MARKS = {"P1": "▲ 紧急", "P2": "◆ 今天", "P3": "● 本周", "P4": "○ 提示"}
WHY = {
    NotifyReason.WORSENED: "情况加重:", NotifyReason.RETRACTED: "事实已撤销:", NotifyReason.ESCALATED: "超时未确认,已上报:",
}  # fmt: skip
DONE = ("closed", "retracted", "expired")

Row = dict[str, Any]


class Unsaid(StrEnum):
    """Why a notice is sent to nobody."""

    EXPIRED = "EXPIRED"  # it has waited for a day of the bank
    DONE = "DONE"  # what it is about has been closed, taken back or has run out
    NOBODY = "NOBODY"  # no channel is for its people, or it is AML's


def unsaid(notice: Notice, rows: Sequence[Row], now: int) -> Unsaid | None:
    """Why there is nothing more to say at the bank's moment `now` (epoch ms); None when there is. `rows`: its alerts."""
    rows = [row for row in rows if row["audience"] != "aml"]
    if not rows:
        return Unsaid.NOBODY
    if now - notice.at > OLD_MS:
        return Unsaid.EXPIRED
    over = rows[0]["state"] in DONE and notice.why not in (NotifyReason.RETRACTED, NotifyReason.DIGEST)
    return Unsaid.DONE if over else None


def message_of(notice: Notice, rows: Sequence[Row], pages: str) -> Message:
    """What its people are sent, where there is something to say (`unsaid`). `pages`: where Tidewatch's pages are."""
    rows = [row for row in rows if row["audience"] != "aml"]
    if notice.why is NotifyReason.DIGEST:
        return _digest(notice, rows, pages)
    row = rows[0]
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
