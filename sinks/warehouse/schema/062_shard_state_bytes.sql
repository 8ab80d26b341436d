-- needs ClickHouse 22.8: MATERIALIZED columns in ALTER
-- What a customer's state takes, so that operators can be told without reading the states.
ALTER TABLE shard_state ADD COLUMN IF NOT EXISTS bytes UInt32 MATERIALIZED length(blob);
