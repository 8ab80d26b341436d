"""What the routes of alerts and tasks answer."""

from __future__ import annotations

from typing import Any, Literal

from api.docs import Answer

Severity = Literal["P1", "P2", "P3", "P4"]
State = Literal["open", "acked", "snoozed", "closed", "retracted", "expired"]
ID = "0f3a9c21b7de4f5a9c21b7de0f3a9c21"
ALERT: dict[str, Any] = {
    "alert_id": ID, "task_id": ID, "rule_id": "OUT-01", "rule_name_zh": "放款后同名转出他行", "rule_name_en": "Loan money leaves under the same name",
    "severity": "P1", "state": "open", "customer_id": "C000001", "customer_name": "西湖智造", "title_zh": "放款次日转出 600 万至本人他行账户,占放款 60%",
    "title_en": "¥6.0m, 60% of the loan, left for the customer's own account at another bank", "money_at_stake": 600000000,
    "first_fact_time": 1772504460000, "last_fact_time": 1772504460000, "last_update": 1772504460000, "due_at": 1772518860000, "ack_due_at": 1772511660000,
    "snoozed_until": None, "owner": "RM01", "owner_name": "李", "overdue": False, "escalated": False, "result_code": None, "score": 6000000,
    "audience": "normal", "delivery": "PUSH", "held_by": None, "proof": [], "undo_until": None,
}  # fmt: skip
TASK: dict[str, Any] = {
    **{name: ALERT[name] for name in ("task_id", "alert_id", "customer_id", "customer_name", "rule_id", "severity", "title_zh", "title_en", "state", "owner", "owner_name", "due_at", "result_code")},
    "delegate": None, "template_zh": "两个工作日内取得用途凭证", "template_en": "Obtain proof of use within two business days", "script_zh": None,
    "closed_at": None, "evidence_files": [],
}  # fmt: skip
FILE: dict[str, Any] = {
    "required": True,
    "content": {
        kind: {"schema": {"type": "string", "format": "binary"}}
        for kind in ("application/pdf", "image/png", "image/jpeg")
    },
}


class Alert(Answer):
    """One alert as lists show it. `delivery`: PUSH, DIGEST or NONE, and `held_by` why it was not pushed."""

    alert_id: str
    rule_id: str
    rule_name_zh: str
    rule_name_en: str
    severity: Severity
    state: State
    customer_id: str
    customer_name: str
    title_zh: str
    title_en: str
    money_at_stake: int | None
    first_fact_time: int
    last_fact_time: int
    due_at: int | None
    ack_due_at: int | None
    snoozed_until: int | None
    owner: str | None
    owner_name: str | None
    overdue: bool
    escalated: bool
    result_code: str | None

    model_config = Answer.with_example(ALERT)


class Step(Answer):
    """One thing that was done with an alert."""

    at: int
    who: str
    who_name: str
    action: str
    note: str


class AlertPage(Alert):
    """One alert whole: evidence against thresholds, what to do, what was done, the customer's balance and entries."""

    evidence: list[dict[str, Any]]
    thresholds: list[dict[str, Any]]
    conditions: list[dict[str, Any]]
    template_zh: str
    template_en: str
    script_zh: str | None
    proof_zh: str | None
    proof_en: str | None
    history: list[Step]
    balance: list[dict[str, Any]]
    facts: list[dict[str, Any]]

    model_config = Answer.with_example(
        {
            **ALERT, "evidence": [{"name": "traced_sum", "label_zh": "追踪转出", "label_en": "Traced out", "kind": "money", "value": 600000000, "value_zh": "600万", "value_en": "¥6.0m"}],
            "thresholds": [], "conditions": [{"text": "traced_sum >= minimum"}], "template_zh": TASK["template_zh"], "template_en": TASK["template_en"], "script_zh": None,
            "proof_zh": "用途凭证", "proof_en": "proof of use", "history": [{"at": 1772504460000, "who": "engine", "who_name": "engine", "action": "opened", "note": ""}],
            "balance": [{"day": "2026-03-03", "bal": 900000000, "in_amt": 0, "out_amt": 600000000}], "facts": [],
        }
    )  # fmt: skip


class Task(Answer):
    """What somebody is to do about an alert."""

    task_id: str
    alert_id: str
    customer_id: str
    customer_name: str
    rule_id: str
    severity: Severity
    title_zh: str
    title_en: str
    state: State
    owner: str | None
    owner_name: str | None
    delegate: str | None
    template_zh: str
    template_en: str
    script_zh: str | None
    due_at: int | None
    closed_at: int | None
    result_code: str | None
    evidence_files: list[str]

    model_config = Answer.with_example(TASK)


class Tasks(Answer):
    """A page of tasks."""

    items: list[Task]
    next: str | None

    model_config = Answer.with_example({"items": [TASK], "next": "0.50"})


class Counts(Answer):
    """Live ones by severity, done today, and both together."""

    P1: int
    P2: int
    P3: int
    P4: int
    done: int
    total: int


class Inbox(Answer):
    """A page of the inbox. `clock`: the bank's present moment."""

    items: list[Alert]
    next: str | None
    counts: Counts
    as_of: int
    clock: int

    model_config = Answer.with_example(
        {
            "items": [ALERT], "next": "0.50", "counts": {"P1": 1, "P2": 0, "P3": 0, "P4": 0, "done": 0, "total": 1}, "as_of": 1772504460000, "clock": 1772504460000,
        }
    )  # fmt: skip


class Proof(Answer):
    """The reference of an uploaded file."""

    reference: str

    model_config = Answer.with_example({"reference": "file:" + "0f" * 32})


class Colleague(Answer):
    """Somebody to whom work can be given."""

    id: str
    name: str
    role: str
    org_name: str


class Colleagues(Answer):
    """Everybody to whom work can be given."""

    items: list[Colleague]
    next: str | None

    model_config = Answer.with_example(
        {"items": [{"id": "RM02", "name": "王", "role": "rm", "org_name": "一队"}], "next": None}
    )
