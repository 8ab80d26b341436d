-- needs ClickHouse 22.8: MATERIALIZED columns in ALTER
-- When a shard was last checkpointed: what operators watch.
ALTER TABLE shard_mark ADD COLUMN IF NOT EXISTS stored_at DateTime MATERIALIZED now();
