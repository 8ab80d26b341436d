-- how long open alerts have stood, by severity, counted to the latest of them
WITH RECURSIVE
-- part: scope
    ,
-- part: customers
    ,
-- part: standing
SELECT multiIf(age < 1, '1 当天', age < 3, '2 1–2天', age < 7, '3 3–6天', age < 14, '4 7–13天', '5 ≥14天') AS age_group,
    toInt64(countIf(severity = 'P1')) AS `▲P1`, toInt64(countIf(severity = 'P2')) AS `◆P2`, toInt64(countIf(severity = 'P3')) AS `●P3`
FROM (SELECT severity, dateDiff('day', since_when, latest) AS age FROM standing)
GROUP BY age_group ORDER BY age_group
