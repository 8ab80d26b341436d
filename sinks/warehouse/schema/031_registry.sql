-- needs ClickHouse 22.8: Date32, Bool, DateTime64
-- Facts of stream registry: S7 工商变更.
CREATE TABLE IF NOT EXISTS registry (
    event_id String, event_time Nullable(DateTime64(3, 'UTC')), op Nullable(String), source_system Nullable(String),
    schema_ver Nullable(Int64), booking_date Nullable(Date32), ingest_time Nullable(DateTime64(3, 'UTC')),
    idempotency_key Nullable(String), org_id Nullable(String), trace_id Nullable(String), customer_id String, uscc Nullable(String),
    name Nullable(String), confidence Nullable(Float64), `source` Nullable(String), source_url Nullable(String),
    publish_date Nullable(Date32), change_item Nullable(String), before Nullable(String), after Nullable(String),
    change_date Nullable(Date32), holder Nullable(String), ratio Nullable(Float64), amount Nullable(Int64), in_date Nullable(Date32),
    out_date Nullable(Date32), authority Nullable(String), day Date32, source_offset Nullable(Int64), log_offset Nullable(Int64),
    log_partition Nullable(Int64), version UInt64, stored_at DateTime MATERIALIZED now()
) ENGINE = ReplacingMergeTree(version) ORDER BY (customer_id, day, event_id);
