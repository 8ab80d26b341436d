-- needs ClickHouse 22.8: Date32, Bool, DateTime64
-- Facts of stream task: A task as the desk states it: what SVC-09 watches. Internal: not among the 18 streams a bank sends.
CREATE TABLE IF NOT EXISTS task (
    event_id String, event_time Nullable(DateTime64(3, 'UTC')), op Nullable(String), source_system Nullable(String),
    schema_ver Nullable(Int64), booking_date Nullable(Date32), ingest_time Nullable(DateTime64(3, 'UTC')),
    idempotency_key Nullable(String), org_id Nullable(String), trace_id Nullable(String), task_id Nullable(String),
    alert_id Nullable(String), customer_id String, owner Nullable(String), delegate Nullable(String), priority Nullable(String),
    created_at Nullable(DateTime64(3, 'UTC')), acked_at Nullable(DateTime64(3, 'UTC')), due_at Nullable(DateTime64(3, 'UTC')),
    closed_at Nullable(DateTime64(3, 'UTC')), state Nullable(String), result_code Nullable(String), amount Nullable(Int64),
    count Nullable(Int64), day Date32, source_offset Nullable(Int64), log_offset Nullable(Int64), log_partition Nullable(Int64),
    version UInt64, stored_at DateTime MATERIALIZED now()
) ENGINE = ReplacingMergeTree(version) ORDER BY (customer_id, day, event_id);
