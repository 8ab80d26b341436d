    -- whose a customer is on the day: of the assignments as last stated the one in force that began last; the RM's name and team beside it
    managers AS (
        SELECT id AS rm_id, argMax(tuple(name), (event_time, log_offset)).1 AS rm_name, argMax(tuple(parent_id), (event_time, log_offset)).1 AS org_id
        FROM organisation FINAL WHERE customer_id = '' AND object = 'rm' AND day <= toDate32({day}) GROUP BY id
    ),
    owner AS (
        SELECT a.customer_id AS customer_id, a.rm_id AS rm_id, coalesce(m.rm_name, a.rm_id) AS owner_name, coalesce(m.org_id, '') AS org_id
        FROM (
            SELECT customer_id, argMax(v.1, (v.4, k)) AS rm_id
            FROM (
                SELECT customer_id, argMax(tuple(rm_id, role, valid_to, coalesce(valid_from, day)), (event_time, log_offset)) AS v, max((event_time, log_offset)) AS k
                FROM organisation FINAL PREWHERE {everybody} OR customer_id IN {among}
                WHERE object = 'assignment' AND customer_id != '' AND day <= toDate32({day}) AND coalesce(valid_from, day) <= toDate32({day})
                GROUP BY customer_id, coalesce(id, concat(coalesce(rm_id, ''), '|', coalesce(toString(valid_from), '')))
            )
            WHERE v.2 = '主办' AND coalesce(v.3, toDate32('2299-12-31')) >= toDate32({day})
            GROUP BY customer_id
        ) AS a LEFT JOIN managers AS m ON m.rm_id = a.rm_id
    )
