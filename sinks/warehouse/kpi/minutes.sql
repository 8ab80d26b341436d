-- money in and out by the bank's minute, of every organisation with all below it; only minutes with something stored since {since}
WITH RECURSIVE
-- part: owner
    ,
-- part: above
    ,
    entries AS (
        SELECT customer_id, toUInt16(dateDiff('minute', toStartOfDay(assumeNotNull(event_time), 'Asia/Shanghai'), assumeNotNull(event_time))) AS minute, assumeNotNull(signed) AS signed
        FROM txn FINAL WHERE day = toDate32({day}) AND signed != 0
    ),
    moved AS (
        SELECT DISTINCT toUInt16(dateDiff('minute', toStartOfDay(assumeNotNull(event_time), 'Asia/Shanghai'), assumeNotNull(event_time))) AS minute
        FROM txn WHERE day = toDate32({day}) AND stored_at >= toDateTime({since})
    )
SELECT at AS org_id, minute, toInt64(sumIf(amount, amount > 0)) AS inflow, toInt64(-sumIf(amount, amount < 0)) AS outflow, toInt64(sum(n)) AS entries
FROM (
    SELECT if(empty(a.chain), [''], a.chain) AS chain, minute, amount, n
    FROM (
        SELECT coalesce(o.org_id, '') AS team, e.minute AS minute, e.signed > 0 AS credit, sum(e.signed) AS amount, count() AS n
        FROM entries AS e LEFT JOIN owner AS o ON o.customer_id = e.customer_id
        WHERE e.minute IN (SELECT minute FROM moved)
        GROUP BY team, minute, credit
    ) AS m LEFT JOIN above AS a ON a.id = m.team
)
ARRAY JOIN chain AS at
GROUP BY org_id, minute
