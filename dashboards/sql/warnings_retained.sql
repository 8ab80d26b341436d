-- money that stayed: at stake in outflow and maturity alerts of the period that were closed as 有效-已落地
WITH
-- part: scope
SELECT sum(value) / 100 AS `挽回资金 Retained` FROM counter FINAL WHERE kpi_id = 'P05' AND split = 'all' AND org_id = org AND day >= since AND day <= until
