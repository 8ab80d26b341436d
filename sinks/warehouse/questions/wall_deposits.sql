-- deposits of every team: what they were before {first}, and by how much each day up to {day} moved them
WITH
-- part: owner
    ,
    moved AS (
        SELECT customer_id, day, bal - lagInFrame(bal, 1, 0) OVER (PARTITION BY customer_id ORDER BY day ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS delta
        FROM (
            SELECT customer_id, day, assumeNotNull(bal) AS bal FROM customer_day FINAL WHERE day >= toDate32({first}) AND day <= toDate32({day})
            UNION ALL
            SELECT customer_id, toDate32({first}) - 1 AS day, argMax(assumeNotNull(customer_day.bal), customer_day.day) AS bal
            FROM customer_day FINAL WHERE customer_day.day < toDate32({first}) GROUP BY customer_id
        )
    )
SELECT coalesce(o.org_id, '') AS org_id, m.day AS day, toInt64(sum(m.delta)) AS delta
FROM moved AS m LEFT JOIN owner AS o ON o.customer_id = m.customer_id
WHERE {everybody} OR o.rm_id IN {rms}
GROUP BY org_id, day ORDER BY org_id, day
