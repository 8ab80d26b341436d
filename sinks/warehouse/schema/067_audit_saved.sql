-- needs ClickHouse 22.8: the table is there
-- What a step leaves its alert as: what a lost Redis is rebuilt from.
ALTER TABLE audit ADD COLUMN IF NOT EXISTS saved Nullable(String);
