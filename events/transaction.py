"""S1 txn: account entries (DOMAIN §1.1; names after ISO 20022 camt.054)."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from events.fields import Code, Count, Day, Flag, Money, Ratio, Text
from events.record import Record


class Transaction(Record):
    """One entry on one of our accounts. `amount` is always positive; `cdt_dbt` says which way it went."""

    stream_name: ClassVar[str] = "txn"
    natural_key: ClassVar[tuple[str, ...]] = ("account_no", "bank_ref", "entry_ref")
    late_days: ClassVar[int] = 3

    account_no: Code = Field(description="our account (Ntfctn/Acct/Id)")
    cdt_dbt: Code = Field(description="CRDT or DBIT (Ntry/CdtDbtInd)")
    amount: Money = Field(description="entry amount (Ntry/Amt)")
    ccy: Code = Field(default="CNY", description="ISO 4217")
    amt_cny: Money | None = Field(
        default=None, description="converted at the booking day's mid rate; amount when ccy is CNY"
    )
    account_owner_name: Text | None = None
    customer_id: Code | None = Field(default=None, description="ours; looked up by account when missing")
    bank_ref: Code | None = Field(default=None, description="unique core reference (AcctSvcrRef)")
    entry_ref: Code | None = Field(default=None, description="entry number (NtryRef)")
    end_to_end_id: Code | None = Field(default=None, description="payer's reference")
    reversal: Flag = Field(default=False, description="reversal entry (RvslInd)")
    original_ref: Code | None = Field(
        default=None, description="bank_ref or event_id of the entry this one reverses, corrects or returns"
    )
    status: Code = Field(default="BOOK", description="BOOK, PDNG or INFO; only BOOK counts")
    value_date: Day | None = None
    tx_domain: Code | None = Field(default=None, description="bank transaction code, domain")
    tx_family: Code | None = None
    tx_subfamily: Code | None = None
    tx_prtry: Code | None = Field(default=None, description="core transaction code 交易码")
    tx_issuer: Code | None = None
    purpose_cd: Code | None = Field(default=None, description="SALA, TAXS, SUPP, …")
    cp_name: Text | None = Field(default=None, description="counterparty")
    cp_account: Code | None = None
    cp_uscc: Code | None = None
    cp_bank_code: Code | None = Field(default=None, description="CNAPS number of the counterparty's bank")
    cp_bic: Code | None = None
    cp_country: Code | None = None
    ult_party: Text | None = None
    remittance: Text | None = Field(default=None, description="附言/用途")
    channel: Code | None = None
    bop_code: Code | None = Field(default=None, description="涉外收支交易编码")
    fx_rate: Ratio | None = None
    instructed_amt: Money | None = None
    charges: Money | None = None
    loan_note_id: Code | None = Field(default=None, description="借据号")
    batch_id: Code | None = None
    batch_count: Count | None = None
    bal_after: Money | None = Field(default=None, description="balance after the entry, signed")
