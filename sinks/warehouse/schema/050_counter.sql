-- needs ClickHouse 22.8: Date32
-- Key figures: one row a day, figure, organisation and part of it. Absolute: a day counted again replaces its rows, and a part that has
-- nothing any more is stated as 0. Money is fen; an average is stated as its sum of days (fen × days) and divided where it is read.
--
-- org_id: '' the whole bank, or an organisation with everything below it, so that no reader has to walk the tree.
-- split, part: 'all' '' · 'rm' id · 'tier' T1 · 'industry' C39 · 'class' 企业 · 'product' 活期 · 'rule' OUT-01 · 'reason' COOLDOWN …
--
-- A board asks for one figure of one organisation over a period: those rows lie together.
DROP TABLE IF EXISTS kpi;

CREATE TABLE IF NOT EXISTS counter (
    kpi_id LowCardinality(String), split LowCardinality(String), org_id LowCardinality(String), part String, day Date32, value Int64,
    version UInt64, stored_at DateTime MATERIALIZED now()
) ENGINE = ReplacingMergeTree(version) PARTITION BY toYYYYMM(day) ORDER BY (kpi_id, split, org_id, day, part);

-- Money in and out by the bank's minute (of the day, in its own time zone), for the wall.
CREATE TABLE IF NOT EXISTS counter_minute (
    org_id LowCardinality(String), day Date32, minute UInt16, inflow Int64, outflow Int64, entries Int64, version UInt64,
    stored_at DateTime MATERIALIZED now()
) ENGINE = ReplacingMergeTree(version) PARTITION BY toYYYYMM(day) ORDER BY (org_id, day, minute);
