-- needs ClickHouse 22.8: Date32, Bool, DateTime64
-- The ledger of what nobody was told, with its reason: the answer to "why was I not told?".
CREATE TABLE IF NOT EXISTS suppression (
    customer_id String, finding_id String, reason String, rule_id Nullable(String), `by` Nullable(String), audience Nullable(String), event_time Nullable(Int64),
    version UInt64, stored_at DateTime MATERIALIZED now()
) ENGINE = ReplacingMergeTree(version) ORDER BY (customer_id, finding_id, reason);
