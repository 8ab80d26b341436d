-- records of each day by stream
WITH
-- part: period
SELECT toDateTime(toDate(day), 'Asia/Shanghai') AS time, part AS stream, toInt64(sum(value)) AS records
FROM counter FINAL WHERE kpi_id = 'E01' AND split = 'stream' AND org_id = '' AND day >= since AND day <= until
GROUP BY day, stream ORDER BY time, stream
