-- needs ClickHouse 22.8: Date32, Bool, DateTime64
-- Facts of stream tender: S9 招投标; `uscc` is the winner's.
CREATE TABLE IF NOT EXISTS tender (
    event_id String, event_time Nullable(DateTime64(3, 'UTC')), op Nullable(String), source_system Nullable(String),
    schema_ver Nullable(Int64), booking_date Nullable(Date32), ingest_time Nullable(DateTime64(3, 'UTC')),
    idempotency_key Nullable(String), org_id Nullable(String), trace_id Nullable(String), customer_id String, uscc Nullable(String),
    name Nullable(String), confidence Nullable(Float64), `source` Nullable(String), source_url Nullable(String),
    publish_date Nullable(Date32), project_no Nullable(String), stage Nullable(String), title Nullable(String), buyer Nullable(String),
    buyer_uscc Nullable(String), winner Array(String), winner_uscc Nullable(String), share Nullable(Float64), amount Nullable(Int64),
    region Nullable(String), industry Nullable(String), category Nullable(String), day Date32, source_offset Nullable(Int64),
    log_offset Nullable(Int64), log_partition Nullable(Int64), version UInt64, stored_at DateTime MATERIALIZED now()
) ENGINE = ReplacingMergeTree(version) ORDER BY (customer_id, day, event_id);
