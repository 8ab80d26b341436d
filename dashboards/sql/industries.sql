-- the largest industries by deposits of the last counted day
WITH
-- part: scope
    ,
-- part: today
SELECT if(part = '', '未知', part) AS industry, sum(value) / 100 AS `存款 Deposits`
FROM counter FINAL WHERE kpi_id = 'K01' AND split = 'industry' AND org_id = org AND day = today GROUP BY industry ORDER BY 2 DESC LIMIT 12
