"""S2 balance and S3 account (DOMAIN §1.2, §1.3)."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from events.fields import Code, Day, Flag, Money, Ratio, Text, Timestamp
from events.record import Record


class Balance(Record):
    """A balance as the core states it, signed (overdraft negative)."""

    stream_name: ClassVar[str] = "balance"
    natural_key: ClassVar[tuple[str, ...]] = ("account_no", "as_of", "bal_type")
    late_days: ClassVar[int] = 3

    account_no: Code
    amount: Money = Field(description="balance, signed")
    as_of: Timestamp | None = None
    bal_type: Code = Field(
        default="CLBD", description="CLBD closing booked, CLAV available, ITBD interim, OPBD opening booked"
    )
    ccy: Code = "CNY"
    amt_cny: Money | None = None
    customer_id: Code | None = None
    hold_amt: Money | None = Field(default=None, description="frozen or pledged part")
    rate: Ratio | None = None
    ftp_rate: Ratio | None = None
    product_code: Code | None = None


class Account(Record):
    """An account and whose it is. A change of customer takes effect at the bank's next day boundary."""

    stream_name: ClassVar[str] = "account"
    natural_key: ClassVar[tuple[str, ...]] = ("account_no", "event_time")

    account_no: Code
    customer_id: Code
    account_name: Text | None = Field(default=None, description="owner as printed; the customer's name when missing")
    open_date: Day | None = None
    close_date: Day | None = None
    type: Code | None = Field(default=None, description="基本户, 一般户, 专用户, 临时户")
    sub_type: Code | None = Field(default=None, description="预售监管, 农民工工资, 财政零余额, 保证金, …")
    ccy: Code = "CNY"
    branch_id: Code | None = None
    status: Code | None = Field(default=None, description="正常, 只收不付, 冻结, 睡眠, 久悬, 销户, 申请销户")
    freeze_reason: Text | None = None
    last_customer_txn_date: Day | None = None
    product_code: Code | None = None
    is_pool_header: Flag = False
    valid_from: Day | None = Field(default=None, description="since when the account is this customer's")
