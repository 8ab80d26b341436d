-- how late entries were stored after their day, in days, over the period
WITH
-- part: period
SELECT multiIf(late <= 0, '0 当天', late = 1, '1 次日', late <= 3, '2 2–3天', '3 >3天') AS days_late, toInt64(count()) AS `笔数 Entries`
FROM (SELECT dateDiff('day', toDate(day), toDate(assumeNotNull(ingest_time), 'Asia/Shanghai')) AS late FROM txn FINAL WHERE day >= since AND day <= until AND ingest_time IS NOT NULL)
GROUP BY days_late ORDER BY days_late
