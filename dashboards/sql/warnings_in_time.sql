-- the share of the period's closed alerts that were closed in time; empty when none was closed
WITH
-- part: scope
SELECT if(sumIf(value, kpi_id = 'P02') = 0, NULL, sumIf(value, kpi_id = 'P03') / sumIf(value, kpi_id = 'P02')) AS `及时率 In time`
FROM counter FINAL WHERE kpi_id IN ('P02', 'P03') AND split = 'all' AND org_id = org AND day >= since AND day <= until
