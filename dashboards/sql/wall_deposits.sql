-- deposits of the organisation now, against yesterday and the month's beginning, and the month's daily average without loan money
WITH
-- part: scope
    ,
-- part: today
SELECT
    sumIf(value, kpi_id = 'K01' AND day = today) / 100 AS `时点 Now`,
    (sumIf(value, kpi_id = 'K01' AND day = today) - sumIf(value, kpi_id = 'K01' AND day = today - 1)) / 100 AS `较昨日 Day`,
    (sumIf(value, kpi_id = 'K01' AND day = today) - sumIf(value, kpi_id = 'K01' AND day = toStartOfMonth(today) - 1)) / 100 AS `较月初 Month`,
    sumIf(value, kpi_id = 'K02' AND day = today) / 100 / toDayOfMonth(today) AS `月日均 Average`
FROM counter FINAL
WHERE kpi_id IN ('K01', 'K02') AND split = 'all' AND org_id = org AND part = '' AND day >= toStartOfMonth(today) - 1 AND day <= today
