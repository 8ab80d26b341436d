-- needs ClickHouse 22.8: Date32, Bool, DateTime64
-- Facts of stream organisation: Organisations, RMs, assignments and targets, by `object`; effective-dated.
CREATE TABLE IF NOT EXISTS organisation (
    event_id String, event_time Nullable(DateTime64(3, 'UTC')), op Nullable(String), source_system Nullable(String),
    schema_ver Nullable(Int64), booking_date Nullable(Date32), ingest_time Nullable(DateTime64(3, 'UTC')),
    idempotency_key Nullable(String), org_id Nullable(String), trace_id Nullable(String), object Nullable(String), id Nullable(String),
    parent_id Nullable(String), name Nullable(String), level Nullable(String), region Nullable(String), rm_id Nullable(String),
    customer_id String, role Nullable(String), share Nullable(Float64), scope Nullable(String), grade Nullable(String),
    delegate Nullable(String), kpi_id Nullable(String), value Nullable(Int64), baseline Nullable(Int64), period Nullable(String),
    valid_from Nullable(Date32), valid_to Nullable(Date32), approval_no Nullable(String), day Date32, source_offset Nullable(Int64),
    log_offset Nullable(Int64), log_partition Nullable(Int64), version UInt64, stored_at DateTime MATERIALIZED now()
) ENGINE = ReplacingMergeTree(version) ORDER BY (customer_id, day, event_id);
