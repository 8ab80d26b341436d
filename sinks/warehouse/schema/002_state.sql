-- A shard's state: one row a customer, the highest version holds. `blob` is opaque here.
-- Ordered by partition first: a shard that moves reads its own rows as one range.
CREATE TABLE IF NOT EXISTS shard_state (
    log_partition Int64,
    customer_id String,
    version UInt64,
    blob String
) ENGINE = ReplacingMergeTree(version) ORDER BY (log_partition, customer_id);

-- Where each shard stands: read before its rows, written after them.
CREATE TABLE IF NOT EXISTS shard_mark (
    log_partition Int64,
    version UInt64,
    payload String
) ENGINE = ReplacingMergeTree(version) ORDER BY log_partition;
