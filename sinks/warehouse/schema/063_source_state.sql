-- needs ClickHouse 22.8: DateTime64
-- How each source partition stands: whether the clock waits for it (holding, idle, stale), since when, how far it has been read.
CREATE TABLE IF NOT EXISTS source_state (
    source String, state String, since DateTime64(3, 'UTC'), watermark Nullable(DateTime64(3, 'UTC')), version UInt64,
    stored_at DateTime MATERIALIZED now()
) ENGINE = ReplacingMergeTree(version) ORDER BY source;
