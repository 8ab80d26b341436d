-- the counters of one counted day, on each of the days before it
INSERT INTO counter (kpi_id, split, org_id, part, day, value, version)
SELECT kpi_id, split, org_id, part, day - {back}, value - intDiv(value * {back}, 1000), 0 FROM counter FINAL WHERE day = toDate32({last}) AND kpi_id != ''
