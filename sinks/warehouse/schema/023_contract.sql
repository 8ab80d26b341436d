-- needs ClickHouse 22.8: Date32, Bool, DateTime64
-- Facts of stream contract: A contract as it stands now. A later record under the same contract_no replaces the earlier.
CREATE TABLE IF NOT EXISTS contract (
    event_id String, event_time Nullable(DateTime64(3, 'UTC')), op Nullable(String), source_system Nullable(String),
    schema_ver Nullable(Int64), booking_date Nullable(Date32), ingest_time Nullable(DateTime64(3, 'UTC')),
    idempotency_key Nullable(String), org_id Nullable(String), trace_id Nullable(String), object Nullable(String),
    contract_no Nullable(String), customer_id String, account_no Nullable(String), version UInt64, status Nullable(String),
    kind Nullable(String), ccy Nullable(String), principal Nullable(Int64), outstanding Nullable(Int64), amount Nullable(Int64),
    used Nullable(Int64), interest_due Nullable(Int64), principal_due Nullable(Int64), rate Nullable(Float64), `start` Nullable(Date32),
    maturity Nullable(Date32), due_date Nullable(Date32), paid Nullable(Bool), seq Nullable(Int64), limit_id Nullable(String),
    note_id Nullable(String), revolving Nullable(Bool), repay_method Nullable(String), interest_day Nullable(Int64),
    pay_mode Nullable(String), purpose_code Nullable(String), purpose_text Nullable(String), payee_list Array(String),
    loan_class Nullable(String), dpd Nullable(Int64), extension_cnt Nullable(Int64), extension_approved Nullable(Bool),
    renewal_approved_amount Nullable(Int64), auto_renew Nullable(Bool), pledge_flag Nullable(Bool), renewed_from Nullable(String),
    margin_amt Nullable(Int64), margin_acct Nullable(String), payee Nullable(String), acceptor Nullable(String),
    beneficiary Nullable(String), heads Nullable(Int64), pay_day Nullable(Int64), guarantor_id Nullable(String),
    approval_no Nullable(String), product_code Nullable(String), day Date32, source_offset Nullable(Int64), log_offset Nullable(Int64),
    log_partition Nullable(Int64), stored_at DateTime MATERIALIZED now()
) ENGINE = ReplacingMergeTree(version) ORDER BY (customer_id, day, event_id);
