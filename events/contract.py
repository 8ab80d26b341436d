"""S4 contract: limits, loans, deposits, bills, payroll and the rest, one wide stream (DOMAIN §1.4)."""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar

from pydantic import Field

from events.fields import Code, Count, Day, Flag, Money, Ratio, Text, Texts
from events.record import Record


class ContractObject(StrEnum):
    """What a contract record is about."""

    CREDIT_LIMIT = "credit_limit"
    LOAN = "loan"
    SCHEDULE = "schedule"
    ACCEPTANCE = "acceptance"
    BILL = "bill"
    TRADE_FINANCE = "trade_finance"
    DEPOSIT = "deposit"
    DERIVATIVE = "derivative"
    WEALTH = "wealth"
    PAYROLL_AGREEMENT = "payroll_agreement"
    PAYROLL_BATCH = "payroll_batch"
    CASH_MANAGEMENT = "cash_management"
    COLLATERAL = "collateral"
    GUARANTEE = "guarantee"
    PRICE_CONCESSION = "price_concession"


class Contract(Record):
    """A contract as it stands now. A later record under the same contract_no replaces the earlier."""

    stream_name: ClassVar[str] = "contract"
    natural_key: ClassVar[tuple[str, ...]] = ("object", "contract_no", "version", "event_time")

    object: Code = Field(description="one of " + ", ".join(ContractObject))
    contract_no: Code = Field(description="note_id of a loan, bill_no of an acceptance, …")
    customer_id: Code | None = Field(default=None, description="looked up by account when missing")
    account_no: Code | None = None
    version: Count = 1
    status: Code | None = Field(default=None, description="live, matured, redeemed, repaid, cancelled, terminated, …")
    kind: Code | None = Field(
        default=None, description="deposit: 活期, 协定, 通知1, 通知7, 定期, 大额存单, 结构性, 保证金"
    )
    ccy: Code = "CNY"
    principal: Money | None = None
    outstanding: Money | None = None
    amount: Money | None = Field(default=None, description="limit, face, batch total, instalment, guarantee amount")
    used: Money | None = None
    interest_due: Money | None = None
    principal_due: Money | None = None
    rate: Ratio | None = None
    start: Day | None = None
    maturity: Day | None = None
    due_date: Day | None = None
    paid: Flag = False
    seq: Count | None = None
    limit_id: Code | None = None
    note_id: Code | None = None
    revolving: Flag = False
    repay_method: Code | None = None
    interest_day: Count | None = None
    pay_mode: Code | None = Field(default=None, description="受托, 自主, 混合")
    purpose_code: Code | None = None
    purpose_text: Text | None = None
    payee_list: Texts | None = None
    loan_class: Code | None = Field(default=None, description="五级分类: 正常, 关注, 次级, 可疑, 损失")
    dpd: Count | None = Field(default=None, description="days past due")
    extension_cnt: Count | None = None
    extension_approved: Flag = False
    renewal_approved_amount: Money | None = Field(
        default=None, description="approved renewal, part of the coverage at maturity"
    )
    auto_renew: Flag = False
    pledge_flag: Flag = False
    renewed_from: Code | None = Field(default=None, description="contract_no that this one renews")
    margin_amt: Money | None = None
    margin_acct: Code | None = None
    payee: Text | None = None
    acceptor: Text | None = None
    beneficiary: Text | None = None
    heads: Count | None = Field(default=None, description="people paid in a payroll batch")
    pay_day: Count | None = None
    guarantor_id: Code | None = None
    approval_no: Code | None = None
    product_code: Code | None = None
