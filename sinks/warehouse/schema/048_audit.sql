-- needs ClickHouse 22.8: Date32, Bool, DateTime64
-- Who looked at what and who changed what. Ids, never names, accounts or amounts.
CREATE TABLE IF NOT EXISTS audit (
    customer_id String, event_id String, who Nullable(String), action Nullable(String), object Nullable(String), note Nullable(String),
    audience Nullable(String), day Date32, at Nullable(DateTime64(3, 'UTC')), version UInt64, stored_at DateTime MATERIALIZED now()
) ENGINE = ReplacingMergeTree(version) ORDER BY (customer_id, day, event_id);
