-- the largest entries of the day
WITH
-- part: owner
    ,
    names AS (SELECT customer_id, argMax(name, event_time) AS name FROM customer FINAL WHERE day <= toDate32({day}) GROUP BY customer_id)
SELECT toUnixTimestamp64Milli(assumeNotNull(t.event_time)) AS at, t.customer_id AS customer_id, coalesce(n.name, t.customer_id) AS customer_name, t.signed AS signed,
    coalesce(t.cp_name, t.business, '') AS counterparty
FROM (SELECT * FROM txn FINAL WHERE day = toDate32({day}) AND signed != 0) AS t
LEFT JOIN owner AS o ON o.customer_id = t.customer_id
LEFT JOIN names AS n ON n.customer_id = t.customer_id
WHERE {everybody} OR o.rm_id IN {rms}
ORDER BY abs(assumeNotNull(t.signed)) DESC, t.event_id LIMIT {limit}
