-- alerts opened each day, by severity
WITH
-- part: scope
SELECT toDateTime(toDate(day), 'Asia/Shanghai') AS time, part AS severity, toInt64(sum(value)) AS opened
FROM counter FINAL WHERE kpi_id = 'P01' AND split = 'severity' AND org_id = org AND day >= since AND day <= until
GROUP BY day, severity ORDER BY time, severity
