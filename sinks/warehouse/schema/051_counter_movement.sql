-- needs ClickHouse 22.8: Date32, DateTime64
-- The largest entries of a day, by rank, of every organisation with all below it: what the wall lists.
CREATE TABLE IF NOT EXISTS counter_movement (
    org_id LowCardinality(String), day Date32, rank UInt8, at Nullable(DateTime64(3, 'UTC')), customer_id String, signed Int64, counterparty String,
    version UInt64, stored_at DateTime MATERIALIZED now()
) ENGINE = ReplacingMergeTree(version) PARTITION BY toYYYYMM(day) ORDER BY (org_id, day, rank);
