-- deposits of customers that have no RM, no tier, no industry: nobody's work, in no target
WITH
-- part: period
    ,
    (SELECT max(day) FROM counter WHERE kpi_id = 'K01' AND split = 'all' AND org_id = '' AND day >= since AND day <= until) AS today
SELECT sumIf(value, split = 'rm') / 100 AS `无客户经理 No RM`, sumIf(value, split = 'tier') / 100 AS `无层级 No tier`, sumIf(value, split = 'industry') / 100 AS `无行业 No industry`
FROM counter FINAL WHERE kpi_id = 'K01' AND split IN ('rm', 'tier', 'industry') AND part = '' AND org_id = '' AND day = today
