-- deposits of several organisations as last counted up to {day}, and at the eve of that day
SELECT org_id, argMax(value, day) AS deposit, argMaxIf(value, day, day < toDate32({day})) AS before, max(day) AS as_of
FROM counter FINAL
WHERE kpi_id = 'K01' AND split = 'all' AND org_id IN {orgs} AND part = '' AND day <= toDate32({day}) AND day >= toDate32({first}) - 1
GROUP BY org_id ORDER BY deposit DESC, org_id
