-- needs ClickHouse 22.8: Date32, Bool, DateTime64
-- Facts of stream listing: S13 名单.
CREATE TABLE IF NOT EXISTS listing (
    event_id String, event_time Nullable(DateTime64(3, 'UTC')), op Nullable(String), source_system Nullable(String),
    schema_ver Nullable(Int64), booking_date Nullable(Date32), ingest_time Nullable(DateTime64(3, 'UTC')),
    idempotency_key Nullable(String), org_id Nullable(String), trace_id Nullable(String), customer_id String, uscc Nullable(String),
    name Nullable(String), confidence Nullable(Float64), `source` Nullable(String), source_url Nullable(String),
    publish_date Nullable(Date32), list_code Nullable(String), level Nullable(String), valid_from Nullable(Date32),
    valid_to Nullable(Date32), batch Nullable(String), status Nullable(String), region Nullable(String), day Date32,
    source_offset Nullable(Int64), log_offset Nullable(Int64), log_partition Nullable(Int64), version UInt64,
    stored_at DateTime MATERIALIZED now()
) ENGINE = ReplacingMergeTree(version) ORDER BY (customer_id, day, event_id);
