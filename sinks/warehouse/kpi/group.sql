-- a question's customers summed by whose they are on the day: organisation, RM, tier, industry
WITH
-- part: customer
    ,
-- part: owner
    ,
    counted AS (
{question}
    )
SELECT
    coalesce(o.org_id, '') AS org_id, coalesce(o.rm_id, '') AS rm_id, coalesce(k.tier, '') AS tier, upper(substring(coalesce(k.industry, ''), 1, 3)) AS industry,
    c.kpi_id AS kpi_id, intDiv(sum(c.amount), any(c.per)) AS value
FROM (SELECT customer_id, t.1 AS kpi_id, toInt64(t.2) AS amount, toInt64(t.3) AS per FROM counted ARRAY JOIN counts AS t WHERE customer_id != '') AS c
LEFT JOIN owner AS o ON o.customer_id = c.customer_id
LEFT JOIN known AS k ON k.customer_id = c.customer_id
GROUP BY org_id, rm_id, tier, industry, kpi_id
HAVING value != 0
