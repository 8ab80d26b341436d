-- deposits of the last counted day by customer tier, and by class of customer
WITH
-- part: scope
    ,
-- part: today
SELECT if(part = '', '未分层', part) AS tier, sum(value) / 100 AS `存款 Deposits`
FROM counter FINAL WHERE kpi_id = 'K01' AND split = 'tier' AND org_id = org AND day = today GROUP BY tier ORDER BY tier
