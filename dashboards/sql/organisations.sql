-- the organisations one may choose, the whole bank first
SELECT value, label FROM (
    SELECT '*' AS value, '全行' AS label, 0 AS place
    UNION ALL
    SELECT assumeNotNull(id) AS value, coalesce(argMax(tuple(name), (event_time, log_offset)).1, value) AS label, 1 AS place
    FROM organisation FINAL WHERE customer_id = '' AND object = 'org' AND coalesce(id, '') != '' AND coalesce(parent_id, '') != '' GROUP BY value
) ORDER BY place, value
