-- what falls due in the next days, by day, as last counted up to {day}: loans, deposits, bills
WITH (SELECT max(day) FROM counter WHERE kpi_id = 'K01' AND split = 'all' AND org_id = {org} AND day <= toDate32({day}) AND day > toDate32({day}) - 8) AS counted
SELECT toDate32(part) AS day, sumIf(value, kpi_id = 'M01') AS loan, sumIf(value, kpi_id = 'M02') AS deposit, sumIf(value, kpi_id = 'M03') AS bill
FROM counter FINAL
WHERE kpi_id IN ('M01', 'M02', 'M03') AND split = 'due' AND org_id = {org} AND day = counted AND value != 0 AND part > {day}
GROUP BY day ORDER BY day
