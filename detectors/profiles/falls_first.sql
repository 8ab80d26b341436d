-- asked before falls.sql, which is dear: whether anything that can be a fall, or its end some whole number of 90 days ago, was said on such a day
SELECT 1 AS found FROM (
    SELECT day FROM ruling WHERE day IN {decay_dates} LIMIT 1
    UNION ALL SELECT day FROM registry WHERE day IN {decay_dates} LIMIT 1
    UNION ALL SELECT day FROM rating WHERE day IN {decay_dates} LIMIT 1
    UNION ALL SELECT day FROM contract WHERE (dpd IS NOT NULL OR status IN ('垫款', 'repaid')) AND day IN {decay_dates} LIMIT 1
)
