-- needs ClickHouse 22.8: Date32, Bool, DateTime64
-- What was normal for a customer at the end of a day. Profiles that a rule asks for later become columns when their first rows come.
CREATE TABLE IF NOT EXISTS profile (
    customer_id String, history_days Nullable(Int64), bal Nullable(Int64), avg_7 Nullable(Int64), avg_30 Nullable(Int64),
    avg_90 Nullable(Int64), avg_90_prior Nullable(Int64), med_90_prior Nullable(Int64), avg_30_last_year Nullable(Int64),
    avg_monthly_op_out Nullable(Int64), need_operating Nullable(Int64), excess Nullable(Int64), excess_10_of_15 Nullable(Int64),
    quarter_days Nullable(Int64), qtd_out_amt Nullable(Int64), qtd_out_n Nullable(Int64), qtd_in_amt Nullable(Int64),
    qtd_in_n Nullable(Int64), prevq_out_amt Nullable(Int64), prevq_out_n Nullable(Int64), prevq_in_amt Nullable(Int64),
    prevq_in_n Nullable(Int64), lyq_out_amt Nullable(Int64), lyq_out_n Nullable(Int64), lyq_in_amt Nullable(Int64),
    lyq_in_n Nullable(Int64), net_out_same_30 Nullable(Int64), out_same_days_30 Nullable(Int64), loan_outstanding Nullable(Int64),
    has_loan Nullable(Bool), traced_out_same_30 Nullable(Int64), has_regulated_account Nullable(Bool), p95_op_in_180 Nullable(Int64),
    n_op_in_180 Nullable(Int64), largest_out_same_day Nullable(Int64), out_same_top_bank Nullable(String), day Date32,
    event_time Nullable(DateTime64(3, 'UTC')), event_id Nullable(String), log_partition Nullable(Int64), version UInt64,
    stored_at DateTime MATERIALIZED now()
) ENGINE = ReplacingMergeTree(version) PARTITION BY toYYYYMM(day) ORDER BY (customer_id, day);
