-- customers that share a group or a controller, and who controls whom · reads customer, relation
WITH
    stated AS (
        SELECT customer_id, coalesce(group_id, '') AS of_group, coalesce(controller, '') AS of_controller FROM customer FINAL
        WHERE day <= toDate32('{day}') AND customer_id != '' ORDER BY event_time DESC, log_offset DESC LIMIT 1 BY customer_id
    ),
    by_group AS (SELECT of_group, count() AS members FROM stated WHERE of_group != '' GROUP BY of_group),
    by_controller AS (SELECT of_controller, count() AS members FROM stated WHERE of_controller != '' GROUP BY of_controller),
    held AS (
        SELECT customer_id, countIf(src_id = customer_id) AS controls, countIf(dst_id = customer_id) AS controlled FROM (
            SELECT * FROM relation FINAL WHERE type IN ('CONTROL', 'SAME_GROUP', 'SHAREHOLD') AND day <= toDate32('{day}') AND {customers}
            ORDER BY event_time DESC, log_offset DESC LIMIT 1 BY customer_id, src_id, dst_id, type
        ) WHERE coalesce(valid_to, toDate32('2299-12-31')) >= toDate32('{day}') AND (type != 'SHAREHOLD' OR coalesce(weight, 0) > 0.5) GROUP BY customer_id
    )
SELECT s.customer_id AS customer_id, s.of_group AS group_name, s.of_controller AS controller_name, g.members AS group_members,
    c.members AS controller_members, h.controls AS controls, h.controlled AS controlled
FROM (SELECT * FROM stated WHERE {customers}) AS s
LEFT JOIN by_group AS g ON g.of_group = s.of_group
LEFT JOIN by_controller AS c ON c.of_controller = s.of_controller
LEFT JOIN held AS h ON h.customer_id = s.customer_id
