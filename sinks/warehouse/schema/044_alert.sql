-- needs ClickHouse 22.8: Date32, Bool, DateTime64
-- Alerts as the alert layer last stated them; times are epoch ms.
CREATE TABLE IF NOT EXISTS alert (
    customer_id String, customer_name Nullable(String), alert_id String, rule_id Nullable(String), object_id Nullable(String), severity Nullable(String),
    state Nullable(String), notify Nullable(String), title_zh Nullable(String), title_en Nullable(String), evidence Nullable(String),
    cause_id Nullable(String), audience Nullable(String), suppressed_by Nullable(String), rule_version Nullable(Int64),
    first_fact_time Nullable(Int64), last_fact_time Nullable(Int64), last_update Nullable(Int64), money_at_stake Nullable(Int64),
    due_at Nullable(Int64), expires_at Nullable(Int64), recipients Array(String), findings Array(String), version UInt64,
    stored_at DateTime MATERIALIZED now()
) ENGINE = ReplacingMergeTree(version) ORDER BY (customer_id, alert_id);
