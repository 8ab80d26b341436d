-- needs ClickHouse 22.8: Date32, Bool, DateTime64
-- Facts of stream txn: One entry on one of our accounts. `amount` is always positive; `cdt_dbt` says which way it went.
CREATE TABLE IF NOT EXISTS txn (
    event_id String, event_time Nullable(DateTime64(3, 'UTC')), op Nullable(String), source_system Nullable(String),
    schema_ver Nullable(Int64), booking_date Nullable(Date32), ingest_time Nullable(DateTime64(3, 'UTC')),
    idempotency_key Nullable(String), org_id Nullable(String), trace_id Nullable(String), account_no Nullable(String),
    cdt_dbt Nullable(String), amount Nullable(Int64), ccy Nullable(String), amt_cny Nullable(Int64), account_owner_name Nullable(String),
    customer_id String, bank_ref Nullable(String), entry_ref Nullable(String), end_to_end_id Nullable(String), reversal Nullable(Bool),
    original_ref Nullable(String), status Nullable(String), value_date Nullable(Date32), tx_domain Nullable(String),
    tx_family Nullable(String), tx_subfamily Nullable(String), tx_prtry Nullable(String), tx_issuer Nullable(String),
    purpose_cd Nullable(String), cp_name Nullable(String), cp_account Nullable(String), cp_uscc Nullable(String),
    cp_bank_code Nullable(String), cp_bic Nullable(String), cp_country Nullable(String), ult_party Nullable(String),
    remittance Nullable(String), channel Nullable(String), bop_code Nullable(String), fx_rate Nullable(Float64),
    instructed_amt Nullable(Int64), charges Nullable(Int64), loan_note_id Nullable(String), batch_id Nullable(String),
    batch_count Nullable(Int64), bal_after Nullable(Int64), day Date32, source_offset Nullable(Int64), log_offset Nullable(Int64),
    log_partition Nullable(Int64), version UInt64, signed Nullable(Int64), business Nullable(String), cp_kind Nullable(String),
    cp_bank_entity Nullable(String), cp_customer_id Nullable(String), same_name Nullable(Bool), other_bank Nullable(Bool),
    op_in Nullable(Bool), op_out Nullable(Bool), out_ext Nullable(Bool), cross_border Nullable(Bool),
    stored_at DateTime MATERIALIZED now()
) ENGINE = ReplacingMergeTree(version) PARTITION BY toYYYYMM(day) ORDER BY (customer_id, day, event_id);
