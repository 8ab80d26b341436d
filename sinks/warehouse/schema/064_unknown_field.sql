-- needs ClickHouse 22.8: DateTime64
-- Fields that came and no schema knows, by stream, name and run of a process: how often one was seen in the records that are looked at.
CREATE TABLE IF NOT EXISTS unknown_field (
    stream String, field String, run String, seen Int64, last_at DateTime64(3, 'UTC'), version UInt64,
    stored_at DateTime MATERIALIZED now()
) ENGINE = ReplacingMergeTree(version) ORDER BY (stream, field, run);
