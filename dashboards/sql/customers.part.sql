    -- the organisation and those below it, and the customers of their RMs; everybody's for the whole bank
    units AS (
        SELECT assumeNotNull(id) AS unit, argMax(object, (event_time, log_offset)) AS kind, coalesce(argMax(tuple(parent_id), (event_time, log_offset)).1, '') AS parent
        FROM organisation FINAL WHERE customer_id = '' AND object IN ('org', 'rm') AND id IS NOT NULL GROUP BY unit
    ),
    below AS (
        SELECT unit, kind, 1 AS steps FROM units WHERE unit = org
        UNION ALL
        SELECT u.unit, u.kind, b.steps + 1 FROM below AS b INNER JOIN units AS u ON u.parent = b.unit WHERE b.steps < 12
    ),
    mine AS (
        SELECT customer_id FROM (
            SELECT customer_id, argMax(tuple(rm_id, role, valid_to), (event_time, log_offset)) AS v FROM organisation FINAL
            WHERE object = 'assignment' AND customer_id != '' AND coalesce(valid_from, day) <= until AND org != ''
            GROUP BY customer_id, coalesce(id, concat(coalesce(rm_id, ''), '|', coalesce(toString(valid_from), '')))
        )
        WHERE v.2 = '主办' AND coalesce(v.3, toDate32('2299-12-31')) >= until AND v.1 IN (SELECT unit FROM below WHERE kind = 'rm')
    )
