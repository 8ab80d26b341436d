-- what falls due in the next days, by day, as last counted up to {day}: loans, deposits, bills
WITH (SELECT max(day) FROM counter WHERE kpi_id = 'K01' AND split = 'all' AND org_id = {org} AND day <= toDate32({day}) AND day > toDate32({day}) - 8) AS counted
SELECT toDate32(c.part) AS day, sumIf(c.value, c.kpi_id = 'M01') AS loan, sumIf(c.value, c.kpi_id = 'M02') AS deposit, sumIf(c.value, c.kpi_id = 'M03') AS bill
FROM counter AS c FINAL
WHERE c.kpi_id IN ('M01', 'M02', 'M03') AND c.split = 'due' AND c.org_id = {org} AND c.day = counted AND c.value != 0 AND c.part > {day}
GROUP BY c.part ORDER BY c.part
