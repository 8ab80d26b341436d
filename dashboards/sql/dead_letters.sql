-- dead letters of each day, by reason
WITH
-- part: period
SELECT toDateTime(toDate(day), 'Asia/Shanghai') AS time, part AS reason, toInt64(sum(value)) AS letters
FROM counter FINAL WHERE kpi_id = 'E04' AND split = 'reason' AND org_id = '' AND day >= since AND day <= until
GROUP BY day, reason ORDER BY time, reason
