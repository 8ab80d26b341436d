-- a customer's relations in force, as last stated, with the other side's name where it is ours; group members besides
WITH
    edges AS (
        SELECT * FROM relation FINAL
        WHERE customer_id = {customer} AND day <= toDate32({day}) AND coalesce(valid_from, day) <= toDate32({day})
        ORDER BY event_time DESC, log_offset DESC LIMIT 1 BY src_id, dst_id, type
    ),
    others AS (
        SELECT arrayJoin([assumeNotNull(src_id), assumeNotNull(dst_id)]) AS customer_id FROM edges
        UNION ALL
        SELECT customer_id FROM customer
        WHERE group_id IN (SELECT assumeNotNull(group_id) FROM customer WHERE customer_id = {customer} AND group_id IS NOT NULL)
    ),
    names AS (
        SELECT customer_id, argMax(name, event_time) AS name, argMax(tuple(group_id), event_time).1 AS group_id FROM customer FINAL
        WHERE day <= toDate32({day}) AND customer_id IN (SELECT customer_id FROM others)
        GROUP BY customer_id
    )
SELECT r.other_id AS other_id, n.customer_id != '' AS is_customer, if(n.customer_id = '', r.other_id, coalesce(n.name, r.other_id)) AS name, r.type AS type, r.way AS way, r.amount AS amount, r.share AS share
FROM (
    SELECT if(src_id = {customer}, dst_id, src_id) AS other_id,
        coalesce(type, '') AS type, if(src_id = {customer}, 'to', 'from') AS way, amount, coalesce(share, weight) AS share
    FROM edges WHERE coalesce(valid_to, toDate32('2299-12-31')) >= toDate32({day})
    UNION ALL
    SELECT customer_id AS other_id, 'SAME_GROUP' AS type, 'beside' AS way, CAST(NULL AS Nullable(Int64)) AS amount, CAST(NULL AS Nullable(Float64)) AS share
    FROM names WHERE customer_id != {customer} AND group_id IN (SELECT group_id FROM names WHERE customer_id = {customer} AND group_id IS NOT NULL)
) AS r LEFT JOIN names AS n ON n.customer_id = r.other_id
ORDER BY amount DESC, other_id, type, way
