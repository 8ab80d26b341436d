-- what a day's counters are now
SELECT kpi_id, split, org_id, part, value FROM counter FINAL WHERE day = toDate32({day}) AND kpi_id != ''
