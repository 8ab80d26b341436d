-- the RMs one may choose, of whom counters of the chosen organisation are stated
SELECT part AS value, any(coalesce(n.name, part)) AS label
FROM (SELECT DISTINCT part FROM counter WHERE kpi_id = 'K01' AND split = 'rm' AND part != '' AND org_id = if(${org:sqlstring} = '*', '', ${org:sqlstring})) AS c
LEFT JOIN (SELECT id, argMax(tuple(name), (event_time, log_offset)).1 AS name FROM organisation FINAL WHERE customer_id = '' AND object = 'rm' GROUP BY id) AS n ON n.id = c.part
GROUP BY value ORDER BY value
