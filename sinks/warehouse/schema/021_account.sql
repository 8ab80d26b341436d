-- needs ClickHouse 22.8: Date32, Bool, DateTime64
-- Facts of stream account: An account and whose it is. A change of customer takes effect at the bank's next day boundary.
CREATE TABLE IF NOT EXISTS account (
    event_id String, event_time Nullable(DateTime64(3, 'UTC')), op Nullable(String), source_system Nullable(String),
    schema_ver Nullable(Int64), booking_date Nullable(Date32), ingest_time Nullable(DateTime64(3, 'UTC')),
    idempotency_key Nullable(String), org_id Nullable(String), trace_id Nullable(String), account_no Nullable(String), customer_id String,
    account_name Nullable(String), open_date Nullable(Date32), close_date Nullable(Date32), type Nullable(String),
    sub_type Nullable(String), ccy Nullable(String), branch_id Nullable(String), status Nullable(String), freeze_reason Nullable(String),
    last_customer_txn_date Nullable(Date32), product_code Nullable(String), is_pool_header Nullable(Bool), valid_from Nullable(Date32),
    day Date32, source_offset Nullable(Int64), log_offset Nullable(Int64), log_partition Nullable(Int64), version UInt64,
    stored_at DateTime MATERIALIZED now()
) ENGINE = ReplacingMergeTree(version) ORDER BY (customer_id, day, event_id);
