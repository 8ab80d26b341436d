-- a question's counts by whose the customers are on the day: the whole bank (org_id ''), every organisation with all below it, and of each
-- the RMs, tiers, industries and classes. A count that names a split and part of its own is kept by that alone.
WITH RECURSIVE
-- part: customer
    ,
-- part: owner
    ,
-- part: above
    ,
    counted AS (
{question}
    ),
    owned AS (
        SELECT coalesce(o.org_id, '') AS team, coalesce(o.rm_id, '') AS rm, coalesce(k.tier, '') AS tier,
            upper(substring(coalesce(k.industry, ''), 1, 3)) AS industry, if(coalesce(k.institution_class, '') = '', '企业', k.institution_class) AS class,
            c.kpi AS kpi, c.own_split AS own_split, c.own_part AS own_part, sum(c.amount) AS amount
        FROM (
            SELECT customer_id, t.1 AS kpi, t.2 AS own_split, t.3 AS own_part, toInt64(t.4) AS amount FROM counted ARRAY JOIN counts AS t
            WHERE amount != 0 AND (customer_id != '' OR own_split != '')
        ) AS c
        LEFT JOIN owner AS o ON o.customer_id = c.customer_id
        LEFT JOIN known AS k ON k.customer_id = c.customer_id
        GROUP BY team, rm, tier, industry, class, kpi, own_split, own_part
    )
SELECT kpi AS kpi_id, w.1 AS split, at AS org_id, w.2 AS part, toInt64(sum(amount)) AS value
FROM (
    SELECT kpi, amount, if(empty(a.chain), [''], a.chain) AS chain,
        if(own_split != '', [(own_split, own_part)], [('all', ''), ('rm', rm), ('tier', tier), ('industry', industry), ('class', class)]) AS ways
    FROM owned AS w LEFT JOIN above AS a ON a.id = w.team
)
ARRAY JOIN chain AS at
ARRAY JOIN ways AS w
GROUP BY kpi_id, split, org_id, part
HAVING value != 0
