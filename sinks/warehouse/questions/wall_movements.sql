-- the largest entries of the day
WITH
    largest AS (SELECT rank, at, customer_id, signed, counterparty FROM counter_movement FINAL WHERE org_id = {org} AND day = toDate32({day}) ORDER BY rank LIMIT {limit}),
    names AS (SELECT customer_id, argMax(name, event_time) AS name FROM customer FINAL WHERE customer_id IN (SELECT customer_id FROM largest) AND day <= toDate32({day}) GROUP BY customer_id)
SELECT toUnixTimestamp64Milli(assumeNotNull(m.at)) AS at, m.customer_id AS customer_id, coalesce(n.name, m.customer_id) AS customer_name, m.signed AS signed, m.counterparty AS counterparty
FROM largest AS m LEFT JOIN names AS n ON n.customer_id = m.customer_id
ORDER BY m.rank
