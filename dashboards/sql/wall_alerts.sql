-- alerts opened on the last counted day by severity, and the work on them
WITH
-- part: scope
    ,
-- part: today
SELECT
    sumIf(value, split = 'severity' AND part = 'P1') AS `▲P1`, sumIf(value, split = 'severity' AND part = 'P2') AS `◆P2`, sumIf(value, split = 'severity' AND part = 'P3') AS `●P3`,
    sumIf(value, split = 'all' AND kpi_id = 'P02') AS `办结 Closed`,
    if(sumIf(value, split = 'all' AND kpi_id = 'P02') = 0, NULL, sumIf(value, split = 'all' AND kpi_id = 'P03') / sumIf(value, split = 'all' AND kpi_id = 'P02')) AS `及时率 In time`
FROM counter FINAL
WHERE ((kpi_id = 'P01' AND split = 'severity') OR (kpi_id IN ('P02', 'P03') AND split = 'all')) AND org_id = org AND day = today
