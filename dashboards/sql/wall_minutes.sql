-- money in and out in steps of five minutes over the hours of the last counted day, and of the day before
WITH
-- part: scope
    ,
    (SELECT max(day) FROM counter_minute WHERE org_id = org AND day >= since AND day <= until) AS today
SELECT intDiv(minute, 5) / 12 AS hour, sumIf(inflow, day = today) / 100 AS `今日流入`, sumIf(outflow, day = today) / 100 AS `今日流出`,
    sumIf(inflow, day = today - 1) / 100 AS `昨日流入`, sumIf(outflow, day = today - 1) / 100 AS `昨日流出`
FROM counter_minute FINAL WHERE org_id = org AND day IN (today, today - 1)
GROUP BY hour ORDER BY hour
