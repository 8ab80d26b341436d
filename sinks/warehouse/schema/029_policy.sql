-- needs ClickHouse 22.8: Date32, Bool, DateTime64
-- Facts of stream policy: S14 宏观/行业/政策.
CREATE TABLE IF NOT EXISTS policy (
    event_id String, event_time Nullable(DateTime64(3, 'UTC')), op Nullable(String), source_system Nullable(String),
    schema_ver Nullable(Int64), booking_date Nullable(Date32), ingest_time Nullable(DateTime64(3, 'UTC')),
    idempotency_key Nullable(String), org_id Nullable(String), trace_id Nullable(String), customer_id String, uscc Nullable(String),
    name Nullable(String), confidence Nullable(Float64), `source` Nullable(String), source_url Nullable(String),
    publish_date Nullable(Date32), doc_id Nullable(String), issuer Nullable(String), title Nullable(String), industries Array(String),
    regions Array(String), direction Nullable(Float64), strength Nullable(Float64), series Nullable(String), value Nullable(Float64),
    unit Nullable(String), day Date32, source_offset Nullable(Int64), log_offset Nullable(Int64), log_partition Nullable(Int64),
    version UInt64, stored_at DateTime MATERIALIZED now()
) ENGINE = ReplacingMergeTree(version) ORDER BY (customer_id, day, event_id);
