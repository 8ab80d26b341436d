-- deposits by product, day by day
WITH
-- part: scope
SELECT toDateTime(toDate(day), 'Asia/Shanghai') AS time, part AS product, toFloat64(sum(value)) / 100 AS amount
FROM counter FINAL WHERE kpi_id = 'K01' AND split = 'product' AND org_id = org AND day >= since AND day <= until
GROUP BY day, product ORDER BY time, product
