-- Which migrations this warehouse has: by number, with the checksum of the file as it was when it was applied.
CREATE TABLE IF NOT EXISTS schema_migration (
    number UInt32,
    name String,
    checksum String
) ENGINE = ReplacingMergeTree ORDER BY number;
