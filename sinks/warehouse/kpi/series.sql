-- key figures of an organisation, or of one RM in it, day by day (/v1/kpis)
SELECT kpi_id, day, toInt64(sum(value)) AS value FROM counter FINAL
-- all of the key: of thousands of managers' rows one's alone are made one
PREWHERE kpi_id IN {figures} AND split = {split} AND org_id = {org} AND part = {part} AND day > toDate32({day}) - {days} AND day <= toDate32({day})
GROUP BY kpi_id, day ORDER BY kpi_id, day
