    -- the organisation and those below it, and the customers of their RMs; everybody's for the whole bank
    units AS (
        SELECT assumeNotNull(id) AS unit, argMax(object, (event_time, log_offset)) AS kind, coalesce(argMax(parent_id, (event_time, log_offset)), '') AS parent
        FROM organisation FINAL WHERE customer_id = '' AND object IN ('org', 'rm') AND id IS NOT NULL GROUP BY unit
    ),
    below AS (
        SELECT unit, kind, 1 AS steps FROM units WHERE unit = org
        UNION ALL
        SELECT u.unit, u.kind, b.steps + 1 FROM below AS b INNER JOIN units AS u ON u.parent = b.unit WHERE b.steps < 12
    ),
    mine AS (
        SELECT customer_id FROM organisation FINAL
        WHERE object = 'assignment' AND role = '主办' AND customer_id != '' AND coalesce(valid_from, day) <= until
            AND coalesce(valid_to, toDate32('2299-12-31')) >= until AND org != '' AND rm_id IN (SELECT unit FROM below WHERE kind = 'rm')
    )
