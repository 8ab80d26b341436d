-- what falls due on each of the next 30 days
WITH
-- part: scope
    ,
-- part: today
SELECT part AS due, sumIf(value, kpi_id = 'M01') / 100 AS `贷款 Loans`, sumIf(value, kpi_id = 'M02') / 100 AS `存款 Deposits`, sumIf(value, kpi_id = 'M03') / 100 AS `票据 Bills`
FROM counter FINAL WHERE kpi_id IN ('M01', 'M02', 'M03') AND split = 'due' AND org_id = org AND day = today AND value != 0
GROUP BY due ORDER BY due
