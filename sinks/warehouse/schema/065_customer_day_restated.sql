-- needs ClickHouse 22.8: Bool
-- a close has summed this day again, and moved its balance: entries of it were taken back (detectors/profiles/corrections.py)
ALTER TABLE customer_day ADD COLUMN IF NOT EXISTS restated Nullable(Bool);
