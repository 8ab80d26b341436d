-- one RM's money from and to other banks, day by day, and how much of it went out under the same name
WITH
-- part: scope
SELECT toDateTime(toDate(day), 'Asia/Shanghai') AS time, sumIf(value, kpi_id = 'F01') / 100 AS `行外流入 In`, -sumIf(value, kpi_id = 'F02') / 100 AS `行外流出 Out`, -sumIf(value, kpi_id = 'F04') / 100 AS `其中同名 Same name`
FROM counter FINAL WHERE kpi_id IN ('F01', 'F02', 'F04') AND split = 'rm' AND org_id = org AND part = ${rm:sqlstring} AND day >= since AND day <= until
GROUP BY day ORDER BY time
