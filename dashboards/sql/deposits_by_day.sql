-- deposits at each day's end, and the month's daily average up to it
WITH
-- part: scope
SELECT toDateTime(toDate(day), 'Asia/Shanghai') AS time, sumIf(value, kpi_id = 'K01') / 100 AS `时点 Balance`, sumIf(value, kpi_id = 'K02') / 100 / toDayOfMonth(day) AS `月日均 Average`
FROM counter FINAL WHERE kpi_id IN ('K01', 'K02') AND split = 'all' AND org_id = org AND part = '' AND day >= since AND day <= until
GROUP BY day ORDER BY time
