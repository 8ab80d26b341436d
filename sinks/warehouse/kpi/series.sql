-- key figures of an organisation's RMs, summed by day (/v1/kpis)
SELECT kpi_id, day, toInt64(sum(value)) AS value FROM kpi FINAL
WHERE day > toDate({day}) - {days} AND day <= toDate({day}) AND ({everybody} OR rm_id IN {rms})
GROUP BY kpi_id, day ORDER BY kpi_id, day
