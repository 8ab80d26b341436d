-- alerts of the period by detector: opened, closed
WITH
-- part: scope
SELECT part AS rule, toInt64(sumIf(value, kpi_id = 'P01')) AS opened, toInt64(sumIf(value, kpi_id = 'P02')) AS closed, max(day) AS last_day
FROM counter FINAL WHERE kpi_id IN ('P01', 'P02') AND split = 'rule' AND part != '' AND org_id = org AND day >= since AND day <= until AND value != 0
GROUP BY rule ORDER BY opened DESC, rule LIMIT 50
