"""S16 interaction, S17 service, S18 reference (DOMAIN §1.7)."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from events.fields import Code, Count, Day, Flag, Money, Ratio, Text, Texts, Timestamp
from events.record import Record


class Interaction(Record):
    """S16: a visit, a call, an opportunity's step, a task's feedback."""

    stream_name: ClassVar[str] = "interaction"
    natural_key: ClassVar[tuple[str, ...]] = ("id", "event_time")

    id: Code
    type: Code = Field(description="拜访, 电话, 线上, 贷后检查, opportunity, feedback")
    customer_id: Code | None = None
    rm_id: Code | None = None
    linked_task: Code | None = None
    result_code: Code | None = Field(
        default=None,
        description="a feedback's code; 已报备用款: an announced use of `amount`, valid until expected_date, explains outflows",
    )
    text: Text | None = None
    next_step: Text | None = None
    stage: Code | None = None
    product: Code | None = None
    amount: Money | None = None
    probability: Ratio | None = None
    expected_date: Day | None = None
    participants: Texts | None = None


class Service(Record):
    """S17: logins, failures, tickets, complaints, reconciliation, account requests."""

    stream_name: ClassVar[str] = "service"
    natural_key: ClassVar[tuple[str, ...]] = ("id", "event_time")

    id: Code
    kind: Code = Field(description="login, failure, limit_hit, ticket, complaint, certificate, reconciliation, request")
    customer_id: Code | None = None
    account_no: Code | None = None
    code: Code | None = None
    status: Code | None = None
    due_date: Day | None = None
    text: Text | None = None


class Reference(Record):
    """S18: calendars, rates, tables, and what a feed says of itself."""

    stream_name: ClassVar[str] = "reference"
    natural_key: ClassVar[tuple[str, ...]] = ("kind", "code", "valid_from", "event_time")

    kind: Code = Field(
        description="calendar, fx_rate, ftp, lpr, counterparty_class, own_bank, tax_calendar, parameter, feed"
    )
    code: Code = Field(default="", description="bank code, currency, keyword, date or feed the value is for")
    value: Text | None = None
    number: Ratio | None = None
    name: Text | None = None
    entity: Code | None = Field(default=None, description="legal entity of a bank code")
    is_business_day: Flag | None = None
    complete_through: Timestamp | None = Field(default=None, description="feed: everything up to here has been sent")
    valid_from: Day | None = None
    valid_to: Day | None = None


class TaskRecord(Record):
    """A task as the desk states it: what SVC-09 watches. Internal: not among the 18 streams a bank sends."""

    stream_name: ClassVar[str] = "task"
    natural_key: ClassVar[tuple[str, ...]] = ("task_id", "state", "event_time")

    task_id: Code
    alert_id: Code | None = None
    customer_id: Code | None = None
    owner: Code | None = None
    delegate: Code | None = None
    priority: Code = Field(description="P1 … P4")
    created_at: Timestamp
    acked_at: Timestamp | None = None
    due_at: Timestamp
    closed_at: Timestamp | None = None
    state: Code = Field(default="open", description="open, acked, snoozed, closed, retracted, expired")
    result_code: Code | None = None
    amount: Money | None = None
    count: Count | None = None
