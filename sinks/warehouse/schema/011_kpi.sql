-- Key figures by day, organisation, RM, tier and industry. Absolute: a day counted again replaces its rows, and a group that has nothing
-- any more is stated as 0. Money is fen.
CREATE TABLE IF NOT EXISTS kpi (
    day Date,
    org_id String,
    rm_id String,
    tier String,
    industry String,
    kpi_id String,
    value Int64,
    version UInt64
) ENGINE = ReplacingMergeTree(version) PARTITION BY toYYYYMM(day) ORDER BY (day, kpi_id, org_id, rm_id, tier, industry);
