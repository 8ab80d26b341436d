-- deposits of the organisations one step down, and how the day has moved them
WITH
-- part: scope
    ,
-- part: today
    ,
    units AS (
        SELECT assumeNotNull(id) AS unit, coalesce(argMax(tuple(name), (event_time, log_offset)).1, unit) AS name, coalesce(argMax(tuple(parent_id), (event_time, log_offset)).1, '') AS parent
        FROM organisation FINAL WHERE customer_id = '' AND object = 'org' AND id IS NOT NULL GROUP BY unit
    ),
    below AS (SELECT unit, name FROM units WHERE if(org = '', parent IN (SELECT unit FROM units WHERE parent = ''), parent = org))
SELECT b.name AS branch, sumIf(c.value, c.day = today) / 100 AS `存款 Deposits`, (sumIf(c.value, c.day = today) - sumIf(c.value, c.day = today - 1)) / 100 AS `较昨日 Day`
FROM (
    SELECT org_id, day, value FROM counter FINAL
    WHERE kpi_id = 'K01' AND split = 'all' AND org_id IN (SELECT unit FROM below) AND part = '' AND day IN (today, today - 1)
) AS c INNER JOIN below AS b ON b.unit = c.org_id
GROUP BY branch ORDER BY 2 DESC LIMIT 20
