-- needs ClickHouse 22.8: Date32, Bool, DateTime64
-- Records that could not be taken, with their reason and their bytes (base64). Beside the topic and the journal they come from, which is where they are requeued.
CREATE TABLE IF NOT EXISTS dead_letter (
    day Date32, stream Nullable(String), reason String, detail Nullable(String), topic String, source_partition Int64,
    source_offset Int64, at Nullable(DateTime64(3, 'UTC')), original Nullable(String), version UInt64,
    stored_at DateTime MATERIALIZED now()
) ENGINE = ReplacingMergeTree(version) ORDER BY (day, reason, topic, source_partition, source_offset);
