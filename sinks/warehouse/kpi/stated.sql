-- what a day's counters are now
SELECT org_id, rm_id, tier, industry, kpi_id, value FROM kpi FINAL WHERE day = toDate({day})
