-- the work of the period: how much was opened, acknowledged, closed, closed in time, and what money stayed
WITH
-- part: scope
SELECT toInt64(sumIf(value, kpi_id = 'P01')) AS `新增 Opened`, toInt64(sumIf(value, kpi_id = 'P04')) AS `确认 Acknowledged`, toInt64(sumIf(value, kpi_id = 'P02')) AS `办结 Closed`
FROM counter FINAL WHERE kpi_id IN ('P01', 'P02', 'P04') AND split = 'all' AND org_id = org AND day >= since AND day <= until
