"""S5 customer and S6 organisation (DOMAIN §1.5, §1.6)."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from events.fields import Code, Count, Day, Flag, Money, Ratio, Text, Texts
from events.record import Record


class Customer(Record):
    """A corporate customer. Persons appear as masked or hashed ids only."""

    stream_name: ClassVar[str] = "customer"
    natural_key: ClassVar[tuple[str, ...]] = ("customer_id", "event_time")

    customer_id: Code
    name: Text
    used_names: Texts | None = None
    uscc: Code | None = Field(default=None, description="GB 32100, checked")
    org_code: Code | None = None
    tier: Code | None = Field(default=None, description="T1 战略, T2 大型, T3 中型, T4 小微")
    industry: Code | None = Field(default=None, description="GB/T 4754, e.g. C3985")
    region: Code | None = Field(default=None, description="GB/T 2260")
    ownership: Code | None = None
    size: Code | None = Field(default=None, description="大, 中, 小, 微")
    institution_class: Code | None = Field(
        default=None, description="财政, 社保, 公积金, 医院, 学校, 军队, … null for companies"
    )
    listed_code: Code | None = None
    is_trade_list: Flag = Field(default=False, description="货物贸易名录")
    legal_rep: Code | None = Field(default=None, description="person id, hashed")
    controller: Code | None = Field(default=None, description="person or company id of the actual controller")
    group_id: Code | None = None
    reg_capital: Money | None = None
    paid_capital: Money | None = None
    net_assets: Money | None = None
    revenue: Money | None = Field(default=None, description="last annual revenue")
    est_date: Day | None = None
    first_account_date: Day | None = None
    basic_account_bank: Code | None = None
    kyc_risk: Code | None = None
    employees: Count | None = None


class Organisation(Record):
    """Organisations, RMs, assignments and targets, by `object`; effective-dated."""

    stream_name: ClassVar[str] = "organisation"
    natural_key: ClassVar[tuple[str, ...]] = (
        "object",
        "id",
        "customer_id",
        "rm_id",
        "role",
        "scope",
        "valid_from",
        "event_time",
    )

    object: Code = Field(description="org, rm, assignment or target")
    id: Code | None = Field(default=None, description="org_id, rm_id, target id")
    parent_id: Code | None = None
    name: Text | None = None
    level: Code | None = Field(default=None, description="总行, 分行, 支行, 团队")
    region: Code | None = None
    rm_id: Code | None = None
    customer_id: Code | None = None
    role: Code | None = Field(
        default=None,
        description="assignment: 主办, 协办, 产品, 推荐; rm: lead, branch, hq, risk, aml, operator, auditor, else an RM",
    )
    share: Ratio | None = Field(default=None, description="allocation share; Σ per scope and day = 1")
    scope: Code | None = Field(default=None, description="全部, 存款, 贷款, 中收")
    grade: Code | None = None
    delegate: Code | None = None
    kpi_id: Code | None = None
    value: Money | None = None
    baseline: Money | None = None
    period: Code | None = None
    valid_from: Day | None = None
    valid_to: Day | None = None
    approval_no: Code | None = None
