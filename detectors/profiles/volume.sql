-- frame: feed · reads txn · DOMAIN SVC-15: the volume of txn on a business day
SELECT 'txn' AS stream, NOT ({business_day} = 1 AND n >= 4 AND today < 0.4 * usual AND today < 0.5 * least) AS complete, if(complete, '', 'volume') AS reason,
    today AS records, usual AS usual_records, if(usual > 0, today / usual, 1.0) AS volume_ratio
FROM (
    SELECT toInt64(sumIf(c, day = toDate('{day}'))) AS today, toInt64(medianExactIf(c, day < toDate('{day}'))) AS usual, countIf(day < toDate('{day}')) AS n, toInt64(minIf(c, day < toDate('{day}'))) AS least
    FROM (SELECT day, count() AS c FROM txn WHERE day IN {same_weekdays} GROUP BY day)
)
