-- asked before all others · which of the questions that are dear, or seldom have an answer, may have one for the day
-- Old versions of rows are looked at, too (no FINAL): they can only add a name, and a question that is asked in vain costs time alone.
SELECT 'corrections' AS question FROM txn WHERE day > toDate('{day}') - 4 AND day <= toDate('{day}') AND original_ref IS NOT NULL AND (reversal OR op != 'I') LIMIT 1
UNION ALL SELECT 'partners' FROM contract WHERE object = 'loan' AND start > toDate('{day}') - 45 AND day <= toDate('{day}') LIMIT 1
UNION ALL SELECT 'moved' FROM txn WHERE day = toDate('{day}') AND cp_kind IN ('company', 'unknown') AND other_bank LIMIT 1
UNION ALL SELECT 'known' FROM customer_day WHERE day <= toDate('{day}') - 60 LIMIT 1
UNION ALL SELECT 'due' FROM contract WHERE object IN ('deposit', 'loan', 'schedule') AND coalesce(maturity, due_date) IN {due_dates} LIMIT 1
UNION ALL SELECT 'membership' FROM listing WHERE valid_to = toDate('{day}') + 91 LIMIT 1
UNION ALL SELECT 'cancelled' FROM tender WHERE stage = '废标' AND day = toDate('{day}') LIMIT 1
-- a fall, or its end some whole number of 90 days ago
UNION ALL SELECT 'falls' FROM ruling WHERE day IN {decay_dates} LIMIT 1
UNION ALL SELECT 'falls' FROM registry WHERE day IN {decay_dates} LIMIT 1
UNION ALL SELECT 'falls' FROM rating WHERE day IN {decay_dates} LIMIT 1
UNION ALL SELECT 'falls' FROM contract WHERE (dpd IS NOT NULL OR status IN ('垫款', 'repaid')) AND day IN {decay_dates} LIMIT 1
UNION ALL SELECT 'loans' FROM contract WHERE object = 'loan' AND day <= toDate('{day}') LIMIT 1
UNION ALL SELECT 'traced' FROM finding WHERE rule_id = 'OUT-01' AND day > toDate('{day}') - 30 AND day <= toDate('{day}') LIMIT 1
UNION ALL SELECT 'regulated' FROM account WHERE day <= toDate('{day}') AND sub_type IN ('预售监管', '保证金', '财政零余额', '财政专户', '募集专户', '农民工工资') LIMIT 1
UNION ALL SELECT 'closing' FROM account WHERE day = toDate('{day}') AND status IN ('销户', '申请销户', '申请转户') LIMIT 1
UNION ALL SELECT 'placement' FROM tender WHERE day = toDate('{day}') AND stage = '公告' LIMIT 1
-- 355 days back at the least, and 90 days whole before
UNION ALL SELECT 'seasonal' FROM customer_day WHERE day <= toDate('{day}') - 444 LIMIT 1
UNION ALL SELECT 'feed' FROM reference WHERE kind = 'feed' AND day <= toDate('{day}') LIMIT 1
