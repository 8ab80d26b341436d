"""Tasks: what somebody is to do about an alert (DOMAIN §2.6)."""

from __future__ import annotations

from enum import StrEnum

from pydantic import BaseModel, ConfigDict


class ResultCode(StrEnum):
    """How a task ended, in the bank's words."""

    LANDED = "有效-已落地"
    FOLLOWING = "有效-跟进中"
    KNOWN = "已知"
    IRRELEVANT = "无关"
    WRONG_DATA = "错误数据"
    NOT_THE_PERSON = "非本人"
    DECLINED = "客户拒绝"
    REVOKED = "事实已撤销"


class Task(BaseModel):
    """One task. `template_*` say what to do, `script_zh` how to say it."""

    model_config = ConfigDict(extra="forbid")

    task_id: str
    alert_id: str
    owner: str | None = None
    delegate: str | None = None
    template_zh: str
    template_en: str
    script_zh: str | None = None
    due_at: int
    result_code: ResultCode | None = None
    evidence_files: list[str] = []
