-- needs ClickHouse 22.8: Date32, Bool, DateTime64
-- Facts of stream ruling: S8 司法.
CREATE TABLE IF NOT EXISTS ruling (
    event_id String, event_time Nullable(DateTime64(3, 'UTC')), op Nullable(String), source_system Nullable(String),
    schema_ver Nullable(Int64), booking_date Nullable(Date32), ingest_time Nullable(DateTime64(3, 'UTC')),
    idempotency_key Nullable(String), org_id Nullable(String), trace_id Nullable(String), customer_id String, uscc Nullable(String),
    name Nullable(String), confidence Nullable(Float64), `source` Nullable(String), source_url Nullable(String),
    publish_date Nullable(Date32), case_no Nullable(String), role Nullable(String), person_id Nullable(String), court Nullable(String),
    filing_date Nullable(Date32), amount Nullable(Int64), basis_doc_no Nullable(String), performance Nullable(String),
    conduct Nullable(String), hearing_date Nullable(Date32), status Nullable(String), applicant Nullable(String), day Date32,
    source_offset Nullable(Int64), log_offset Nullable(Int64), log_partition Nullable(Int64), version UInt64,
    stored_at DateTime MATERIALIZED now()
) ENGINE = ReplacingMergeTree(version) ORDER BY (customer_id, day, event_id);
