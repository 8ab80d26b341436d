-- RMs of the organisation: average deposits of the month, their change over the period, external net inflow, loans, work, retained money
WITH
-- part: scope
    ,
-- part: today
    ,
    (SELECT min(day) FROM counter WHERE kpi_id = 'K01' AND split = 'all' AND org_id = org AND day >= since AND day <= until) AS begun,
    names AS (SELECT id, argMax(tuple(name), (event_time, log_offset)).1 AS name FROM organisation FINAL WHERE customer_id = '' AND object = 'rm' GROUP BY id)
SELECT c.part AS rm, coalesce(any(n.name), rm) AS name,
    sumIf(value, kpi_id = 'K02' AND day = today) / 100 / toDayOfMonth(today) AS average, sumIf(value, kpi_id = 'K01' AND day = today) / 100 AS balance,
    (sumIf(value, kpi_id = 'K01' AND day = today) - sumIf(value, kpi_id = 'K01' AND day = begun)) / 100 AS change,
    (sumIf(value, kpi_id = 'F01') - sumIf(value, kpi_id = 'F02')) / 100 AS net_external, sumIf(value, kpi_id = 'K10' AND day = today) / 100 AS loans,
    toInt64(sumIf(value, kpi_id = 'P02')) AS closed, if(sumIf(value, kpi_id = 'P02') = 0, NULL, sumIf(value, kpi_id = 'P03') / sumIf(value, kpi_id = 'P02')) AS in_time,
    sumIf(value, kpi_id = 'P05') / 100 AS retained
FROM (
    SELECT part, kpi_id, day, value FROM counter FINAL
    WHERE split = 'rm' AND org_id = org AND part != '' AND ((kpi_id IN ('K01', 'K02', 'K10') AND day IN (today, begun)) OR (kpi_id IN ('F01', 'F02', 'P02', 'P03', 'P05') AND day >= since AND day <= until))
) AS c LEFT JOIN names AS n ON n.id = c.part
GROUP BY rm ORDER BY average DESC, rm LIMIT 100
