-- needs ClickHouse 22.8: Date32, Bool, DateTime64
-- Loan money that the trace says is still on deposit at a day's end: no deposit performance (DOMAIN §0.1.6).
CREATE TABLE IF NOT EXISTS loan_money (
    customer_id String, day Date32, version UInt64, `left` Nullable(Int64), stored_at DateTime MATERIALIZED now()
) ENGINE = ReplacingMergeTree(version) ORDER BY (customer_id, day);
