-- needs ClickHouse 22.8: the tables it is read with
-- How a name sounds, every way it is typed, written apart by spaces; `reading` is the version of the program that read it. What follows from a name
-- alone needs no customer: a new one of a known name is found at once.
CREATE TABLE IF NOT EXISTS name_sound (
    name String, sounds String, reading UInt32, stored_at DateTime MATERIALIZED now()
) ENGINE = ReplacingMergeTree(reading) ORDER BY name SETTINGS index_granularity = 1024;
