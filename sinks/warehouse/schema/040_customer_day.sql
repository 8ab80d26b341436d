-- needs ClickHouse 22.8: Date32, Bool, DateTime64
-- A customer's day: end balance and flows, as of the last log offset the shard had read. One month a partition, so that a day close reads the months of its windows only.
CREATE TABLE IF NOT EXISTS customer_day (
    customer_id String, day Date32, version UInt64, bal Nullable(Int64), in_amt Nullable(Int64), out_amt Nullable(Int64),
    op_in Nullable(Int64), op_out Nullable(Int64), n_in Nullable(Int64), n_out Nullable(Int64), n_op_in Nullable(Int64),
    n_op_out Nullable(Int64), out_same Nullable(Int64), in_same Nullable(Int64), out_ext Nullable(Int64), tax Nullable(Int64),
    payroll Nullable(Int64), stored_at DateTime MATERIALIZED now()
) ENGINE = ReplacingMergeTree(version) PARTITION BY toYYYYMM(day) ORDER BY (customer_id, day);
