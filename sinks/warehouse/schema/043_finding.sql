-- needs ClickHouse 22.8: Date32, Bool, DateTime64
-- What detectors say of facts. `state` open, or retracted when the fact has been taken back; `audience` normal, risk or aml.
CREATE TABLE IF NOT EXISTS finding (
    finding_id String, rule_id String, rule_version Nullable(Int64), customer_id String, object_id Nullable(String),
    severity Nullable(String), state Nullable(String), event_time Nullable(DateTime64(3, 'UTC')), day Nullable(Date32),
    trigger_id Nullable(String), title_zh Nullable(String), title_en Nullable(String), money_at_stake Nullable(Int64),
    evidence Nullable(String), recipients Array(String), audience Nullable(String), due_at Nullable(DateTime64(3, 'UTC')),
    expires_at Nullable(DateTime64(3, 'UTC')), cause_id Nullable(String), version UInt64, stored_at DateTime MATERIALIZED now()
) ENGINE = ReplacingMergeTree(version) ORDER BY (customer_id, rule_id, finding_id);
