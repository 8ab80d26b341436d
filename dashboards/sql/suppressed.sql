-- why nobody was told, over the period
WITH
-- part: period
SELECT part AS reason, toInt64(sum(value)) AS `抑制 Suppressed`
FROM counter FINAL WHERE kpi_id = 'E03' AND split = 'reason' AND org_id = '' AND day >= since AND day <= until GROUP BY reason ORDER BY 2 DESC, reason
