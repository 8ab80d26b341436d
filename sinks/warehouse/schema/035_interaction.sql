-- needs ClickHouse 22.8: Date32, Bool, DateTime64
-- Facts of stream interaction: S16: a visit, a call, an opportunity's step, a task's feedback.
CREATE TABLE IF NOT EXISTS interaction (
    event_id String, event_time Nullable(DateTime64(3, 'UTC')), op Nullable(String), source_system Nullable(String),
    schema_ver Nullable(Int64), booking_date Nullable(Date32), ingest_time Nullable(DateTime64(3, 'UTC')),
    idempotency_key Nullable(String), org_id Nullable(String), trace_id Nullable(String), id Nullable(String), type Nullable(String),
    customer_id String, rm_id Nullable(String), linked_task Nullable(String), result_code Nullable(String), text Nullable(String),
    next_step Nullable(String), stage Nullable(String), product Nullable(String), amount Nullable(Int64), probability Nullable(Float64),
    expected_date Nullable(Date32), participants Array(String), day Date32, source_offset Nullable(Int64), log_offset Nullable(Int64),
    log_partition Nullable(Int64), version UInt64, stored_at DateTime MATERIALIZED now()
) ENGINE = ReplacingMergeTree(version) ORDER BY (customer_id, day, event_id);
