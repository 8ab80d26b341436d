-- needs ClickHouse 22.8: Date32, Bool, DateTime64
-- Facts of stream balance: A balance as the core states it, signed (overdraft negative).
CREATE TABLE IF NOT EXISTS balance (
    event_id String, event_time Nullable(DateTime64(3, 'UTC')), op Nullable(String), source_system Nullable(String),
    schema_ver Nullable(Int64), booking_date Nullable(Date32), ingest_time Nullable(DateTime64(3, 'UTC')),
    idempotency_key Nullable(String), org_id Nullable(String), trace_id Nullable(String), account_no Nullable(String),
    amount Nullable(Int64), as_of Nullable(DateTime64(3, 'UTC')), bal_type Nullable(String), ccy Nullable(String),
    amt_cny Nullable(Int64), customer_id String, hold_amt Nullable(Int64), rate Nullable(Float64), ftp_rate Nullable(Float64),
    product_code Nullable(String), day Date32, source_offset Nullable(Int64), log_offset Nullable(Int64), log_partition Nullable(Int64),
    version UInt64, stored_at DateTime MATERIALIZED now()
) ENGINE = ReplacingMergeTree(version) PARTITION BY toYYYYMM(day) ORDER BY (customer_id, day, event_id);
