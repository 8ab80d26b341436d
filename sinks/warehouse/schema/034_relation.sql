-- needs ClickHouse 22.8: Date32, Bool, DateTime64
-- Facts of stream relation: One edge. Ids are customer ids where both are ours, else USCC or hashed person ids.
CREATE TABLE IF NOT EXISTS relation (
    event_id String, event_time Nullable(DateTime64(3, 'UTC')), op Nullable(String), source_system Nullable(String),
    schema_ver Nullable(Int64), booking_date Nullable(Date32), ingest_time Nullable(DateTime64(3, 'UTC')),
    idempotency_key Nullable(String), org_id Nullable(String), trace_id Nullable(String), src_id Nullable(String),
    dst_id Nullable(String), type Nullable(String), weight Nullable(Float64), amount Nullable(Int64), share Nullable(Float64),
    src_equity Nullable(Int64), dst_equity Nullable(Int64), confidence Nullable(Float64), `source` Nullable(String),
    valid_from Nullable(Date32), valid_to Nullable(Date32), customer_id String, day Date32, source_offset Nullable(Int64),
    log_offset Nullable(Int64), log_partition Nullable(Int64), version UInt64, stored_at DateTime MATERIALIZED now()
) ENGINE = ReplacingMergeTree(version) ORDER BY (customer_id, day, event_id);
