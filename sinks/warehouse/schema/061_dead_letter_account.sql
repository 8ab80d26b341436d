-- needs ClickHouse 22.8: Bool
-- Which account a record waited for in vain, '' when it was refused for another reason: when the account comes, the record is sent again.
ALTER TABLE dead_letter ADD COLUMN IF NOT EXISTS account String;
