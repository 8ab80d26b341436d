-- every stream: its last day with records, how many came then, and its usual day of the period
WITH
-- part: period
SELECT part AS stream, max(day) AS last_day, toInt64(argMax(value, day)) AS records, toFloat64(quantileExact(value)) AS usual, argMax(value, day) / quantileExact(value) AS ratio
FROM counter FINAL WHERE kpi_id = 'E01' AND split = 'stream' AND org_id = '' AND value != 0 AND day >= since AND day <= until GROUP BY stream ORDER BY last_day, stream
