-- needs ClickHouse 22.8: Date32, Bool, DateTime64
-- Every step somebody took at the desk: what Redis is rebuilt from, what work is counted from.
CREATE TABLE IF NOT EXISTS task_event (
    customer_id Nullable(String), event_id String, alert_id Nullable(String), task_id Nullable(String), who Nullable(String),
    action Nullable(String), state Nullable(String), result_code Nullable(String), note Nullable(String), owner Nullable(String),
    severity Nullable(String), audience Nullable(String), saved Nullable(String), day Nullable(Date32), at Nullable(DateTime64(3, 'UTC')),
    due_at Nullable(Int64), version UInt64, stored_at DateTime MATERIALIZED now()
) ENGINE = ReplacingMergeTree(version) ORDER BY (event_id);
