-- findings, suppressions and dead letters of each day
WITH
-- part: period
SELECT toDateTime(toDate(day), 'Asia/Shanghai') AS time, toInt64(sumIf(value, kpi_id = 'E02')) AS `检出 Findings`, toInt64(sumIf(value, kpi_id = 'E03')) AS `抑制 Suppressed`, toInt64(sumIf(value, kpi_id = 'E04')) AS `死信 Dead letters`
FROM counter FINAL WHERE kpi_id IN ('E02', 'E03', 'E04') AND split = 'all' AND org_id = '' AND day >= since AND day <= until
GROUP BY day ORDER BY time
