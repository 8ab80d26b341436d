    -- whose a customer is on the day: the assignment in force that began last; the RM's name and team beside it
    managers AS (
        SELECT id AS rm_id, argMax(name, (event_time, log_offset)) AS rm_name, argMax(parent_id, (event_time, log_offset)) AS org_id
        FROM organisation FINAL WHERE customer_id = '' AND object = 'rm' AND day <= toDate32({day}) GROUP BY id
    ),
    owner AS (
        SELECT a.customer_id AS customer_id, a.rm_id AS rm_id, coalesce(m.rm_name, a.rm_id) AS owner_name, coalesce(m.org_id, '') AS org_id
        FROM (
            SELECT customer_id, argMax(rm_id, (coalesce(valid_from, day), event_time, log_offset)) AS rm_id
            FROM organisation FINAL PREWHERE {everybody} OR customer_id IN {among}
            WHERE object = 'assignment' AND role = '主办' AND customer_id != '' AND day <= toDate32({day})
                AND coalesce(valid_from, day) <= toDate32({day}) AND coalesce(valid_to, toDate32('2299-12-31')) >= toDate32({day})
            GROUP BY customer_id
        ) AS a LEFT JOIN managers AS m ON m.rm_id = a.rm_id
    )
