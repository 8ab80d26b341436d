-- deposits of an organisation as last counted up to {day}: now, at the day's eve, at the month's beginning, and the month's sum of days
SELECT day, sumIf(value, kpi_id = 'K01') AS balance, sumIf(value, kpi_id = 'K02') AS month
FROM counter FINAL
WHERE kpi_id IN ('K01', 'K02') AND split = 'all' AND org_id = {org} AND part = '' AND day <= toDate32({day}) AND day >= toDate32({first}) - 1
GROUP BY day ORDER BY day
