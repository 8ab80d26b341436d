-- needs ClickHouse 22.8: Date32, Bool, DateTime64
-- Facts of stream service: S17: logins, failures, tickets, complaints, reconciliation, account requests.
CREATE TABLE IF NOT EXISTS service (
    event_id String, event_time Nullable(DateTime64(3, 'UTC')), op Nullable(String), source_system Nullable(String),
    schema_ver Nullable(Int64), booking_date Nullable(Date32), ingest_time Nullable(DateTime64(3, 'UTC')),
    idempotency_key Nullable(String), org_id Nullable(String), trace_id Nullable(String), id Nullable(String), kind Nullable(String),
    customer_id String, account_no Nullable(String), code Nullable(String), status Nullable(String), due_date Nullable(Date32),
    text Nullable(String), day Date32, source_offset Nullable(Int64), log_offset Nullable(Int64), log_partition Nullable(Int64),
    version UInt64, stored_at DateTime MATERIALIZED now()
) ENGINE = ReplacingMergeTree(version) ORDER BY (customer_id, day, event_id);
