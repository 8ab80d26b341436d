-- money in and out of the last counted day
WITH
-- part: scope
    ,
    (SELECT max(day) FROM counter_minute WHERE org_id = org AND day >= since AND day <= until) AS today
SELECT (sum(inflow) - sum(outflow)) / 100 AS `净流入 Net`, sum(inflow) / 100 AS `流入 In`, sum(outflow) / 100 AS `流出 Out`, toInt64(sum(entries)) AS `笔数 Entries`
FROM counter_minute FINAL WHERE org_id = org AND day = today
