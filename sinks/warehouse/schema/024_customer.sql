-- needs ClickHouse 22.8: Date32, Bool, DateTime64
-- Facts of stream customer: A corporate customer. Persons appear as masked or hashed ids only.
CREATE TABLE IF NOT EXISTS customer (
    event_id String, event_time Nullable(DateTime64(3, 'UTC')), op Nullable(String), source_system Nullable(String),
    schema_ver Nullable(Int64), booking_date Nullable(Date32), ingest_time Nullable(DateTime64(3, 'UTC')),
    idempotency_key Nullable(String), org_id Nullable(String), trace_id Nullable(String), customer_id String, name Nullable(String),
    used_names Array(String), uscc Nullable(String), org_code Nullable(String), tier Nullable(String), industry Nullable(String),
    region Nullable(String), ownership Nullable(String), size Nullable(String), institution_class Nullable(String),
    listed_code Nullable(String), is_trade_list Nullable(Bool), legal_rep Nullable(String), controller Nullable(String),
    group_id Nullable(String), reg_capital Nullable(Int64), paid_capital Nullable(Int64), net_assets Nullable(Int64),
    revenue Nullable(Int64), est_date Nullable(Date32), first_account_date Nullable(Date32), basic_account_bank Nullable(String),
    kyc_risk Nullable(String), employees Nullable(Int64), day Date32, source_offset Nullable(Int64), log_offset Nullable(Int64),
    log_partition Nullable(Int64), version UInt64, stored_at DateTime MATERIALIZED now()
) ENGINE = ReplacingMergeTree(version) ORDER BY (customer_id, day, event_id);
