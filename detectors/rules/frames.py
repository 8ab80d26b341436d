"""What a rule can read: the columns of every frame, with their types.

One definition: lint checks rules against it, the shard builds its frames by it, and the profile SQL has to deliver its part of it.
Money is fen, ratios are 1 = 100 %, days are calendar days unless the name says bd (business days).
"""

from __future__ import annotations

from enum import StrEnum

import polars as pl


class Type(StrEnum):
    """What a column or expression is. Money, ratios and counts do not mix in comparisons."""

    MONEY = "money"
    RATIO = "ratio"
    COUNT = "count"
    TEXT = "text"
    BOOL = "bool"
    DATE = "date"
    TIME = "time"
    TEXTS = "texts"


POLARS: dict[Type, pl.DataType] = {
    Type.MONEY: pl.Int64(),
    Type.RATIO: pl.Float64(),
    Type.COUNT: pl.Int64(),
    Type.TEXT: pl.String(),
    Type.BOOL: pl.Boolean(),
    Type.DATE: pl.Date(),
    Type.TIME: pl.Datetime("ms", "UTC"),
    Type.TEXTS: pl.List(pl.String()),
}


def _read(text: str) -> dict[str, Type]:
    """`money: a b; text: c` as columns."""
    groups = (group.split(":") for group in text.strip().split(";") if group.strip())
    return {name: Type(kind.strip()) for kind, names in groups for name in names.split()}


# who the customer is: from its own records; beside every row of every frame
CUSTOMER = _read("text: tier industry ownership institution_class size region; money: revenue; bool: is_trade_list")

# what is normal for the customer as of the last day close (detectors/profiles); null before the first
PROFILE = _read("""
    money: bal avg_7 avg_30 avg_90 avg_90_prior med_90_prior avg_30_last_year
           p95_op_in_180 avg_monthly_op_out need_operating excess excess_10_of_15
           qtd_out_amt prevq_out_amt lyq_out_amt qtd_in_amt prevq_in_amt lyq_in_amt
           net_out_same_30 largest_out_same_day loan_outstanding traced_out_same_30 loan_repaid_60 loan_money regulated_bal
           op_in_10 op_out_10 bal_8_of_10;
    count: history_days n_op_in_180 out_same_days_30
           qtd_out_n prevq_out_n lyq_out_n qtd_in_n prevq_in_n lyq_in_n quarter_days stays_hours;
    ratio: sector_out_change sector_in_change;
    text: out_same_top_bank out_same_top_class pace closing_account placement_tender;
    bool: has_loan seasonal_outflow has_regulated_account
""")

BASE = _read("text: event_id customer_id customer_name; date: day; time: event_time")

TXN = {
    **BASE,
    **_read("""
        text: account_no bank_ref cdt_dbt ccy status tx_domain tx_family tx_subfamily purpose_cd cp_name cp_account cp_uscc
              cp_bank_code cp_bank_entity cp_customer_id cp_kind cp_country business remittance channel bop_code loan_note_id
              batch_id account_type account_sub_type;
        money: amount amt_cny signed bal_after balance_before balance_after customer_balance;
        bool: reversal same_name other_bank op_in op_out out_ext cross_border;
        date: booking_date value_date
    """),
    **CUSTOMER,
    **PROFILE,
}  # fmt: skip

FRAMES: dict[str, dict[str, Type]] = {
    "txn": TXN,
    "trace": {
        **BASE,
        **_read("""
            text: loan_note_id trace_method counterparty_bank path cp_customer_id cp_kind cp_name business returned_through;
            money: drawdown_amount traced_amount traced_sum payment_amount returned_sum;
            ratio: traced_share returned_share hop_ratio;
            count: days_since_drawdown_bd days_since_drawdown hops;
            bool: same_name other_bank comes_back old_partner;
            time: drawn_at
        """),
        **CUSTOMER,
    },
    "day": {**BASE, **CUSTOMER, **PROFILE},
    "due": {
        **BASE,
        **_read("""
            text: contract_no object kind status;
            money: amount outstanding available_balance confirmed_inflow unused_limit renewed_amount balance_change_since_due
                   moved_since_due;
            ratio: coverage renewed_share;
            count: days_to_due bd_since_due funded_days_before_median funded_times;
            bool: auto_renew pledge_flag extension_approved;
            date: due_date
        """),
        **CUSTOMER,
        **PROFILE,
    },
    "counterparty": {
        **BASE,
        **_read("""
            text: cp_key cp_name cp_bank_entity cp_kind; money: sum_60; count: n_60 known_days; bool: is_customer is_group;
            date: first_seen
        """),
        **CUSTOMER,
    },
    "contagion": {
        **BASE,
        **_read("""
            text: source_customer source_event path; ratio: h source_strength; count: hops circle_size; money: guaranteed_sum;
            bool: circle_flagged cleared
        """),
        **CUSTOMER,
    },
    "tender": {
        **BASE,
        **_read("""
            text: project_no stage title buyer buyer_uscc winner_uscc region industry_code category uscc name concerns;
            money: amount; ratio: share confidence; bool: is_customer
        """),
        **CUSTOMER,
    },
    "ruling": {
        **BASE,
        **_read("""
            text: case_no role court performance status uscc person_id basis_doc_no conduct applicant concerns;
            money: amount; ratio: confidence; date: filing_date; bool: is_customer
        """),
        **CUSTOMER,
    },
    "listing": {
        **BASE,
        **_read("""
            text: list_code level uscc name batch status leg; ratio: confidence; date: valid_from valid_to; count: days_to_end;
            bool: is_customer
        """),
        **CUSTOMER,
    },
    "contract": {
        **BASE,
        **_read("""
            text: object contract_no status kind pay_mode purpose_code loan_class;
            money: principal outstanding amount; count: heads dpd; bool: auto_renew pledge_flag extension_approved;
            date: start maturity
        """),
        **CUSTOMER,
    },
    "account": {
        **BASE,
        **_read("text: account_no type sub_type status freeze_reason branch_id"),
        **CUSTOMER,
        **PROFILE,
    },
    "task": {
        **BASE,
        **_read("text: task_id alert_id priority owner level state; count: overdue_bd; time: due_at created_at"),
        **CUSTOMER,
    },
    "feed": {
        **BASE,
        **_read("text: stream reason; count: lag_seconds records usual_records; ratio: volume_ratio; bool: complete"),
    },
    "absence": {
        **BASE,
        **_read("text: slot; count: cycles_present usual_day; date: expected deadline came_on; bool: confirmed"),
        **CUSTOMER,
        **PROFILE,
    },
}

BESIDE = {name: POLARS[kind] for name, kind in {**CUSTOMER, **PROFILE}.items()}


def schema(on: str, extra: dict[str, Type] | None = None) -> dict[str, pl.DataType]:
    """Polars types of a frame's columns, declared features included."""
    return {name: POLARS[kind] for name, kind in {**FRAMES[on], **(extra or {})}.items()}
