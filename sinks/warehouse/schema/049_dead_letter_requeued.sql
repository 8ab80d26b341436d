-- needs ClickHouse 22.8: Bool
-- Which message of the dead-letter topic a row is (number = offset × 256 + partition), its headers (JSON), and whether it was sent again.
ALTER TABLE dead_letter
    ADD COLUMN IF NOT EXISTS number Int64, ADD COLUMN IF NOT EXISTS headers String, ADD COLUMN IF NOT EXISTS requeued Bool;
