-- who works where and whose each customer is: every organisation, person and assignment as last stated, with nothing left of what was stated before
SELECT object, key AS id, v.1 AS parent_id, v.2 AS name, v.3 AS level, v.4 AS rm_id, v.5 AS customer, v.6 AS role, v.7 AS delegate, v.8 AS valid_from, v.9 AS valid_to, stated
FROM (
    SELECT object, coalesce(id, concat(customer_id, '|', coalesce(rm_id, ''), '|', coalesce(role, ''), '|', coalesce(toString(valid_from), ''))) AS key,
        argMax(tuple(parent_id, name, level, rm_id, customer_id, role, delegate, valid_from, valid_to), (event_time, version)) AS v, max(event_time) AS stated
    FROM organisation FINAL GROUP BY object, key
)
