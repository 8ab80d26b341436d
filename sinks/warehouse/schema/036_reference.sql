-- needs ClickHouse 22.8: Date32, Bool, DateTime64
-- Facts of stream reference: S18: calendars, rates, tables, and what a feed says of itself.
CREATE TABLE IF NOT EXISTS reference (
    event_id String, event_time Nullable(DateTime64(3, 'UTC')), op Nullable(String), source_system Nullable(String),
    schema_ver Nullable(Int64), booking_date Nullable(Date32), ingest_time Nullable(DateTime64(3, 'UTC')),
    idempotency_key Nullable(String), org_id Nullable(String), trace_id Nullable(String), kind Nullable(String), code Nullable(String),
    value Nullable(String), number Nullable(Float64), name Nullable(String), entity Nullable(String), is_business_day Nullable(Bool),
    complete_through Nullable(DateTime64(3, 'UTC')), valid_from Nullable(Date32), valid_to Nullable(Date32), customer_id String,
    day Date32, source_offset Nullable(Int64), log_offset Nullable(Int64), log_partition Nullable(Int64), version UInt64,
    stored_at DateTime MATERIALIZED now()
) ENGINE = ReplacingMergeTree(version) ORDER BY (customer_id, day, event_id);
