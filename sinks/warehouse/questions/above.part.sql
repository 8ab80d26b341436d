    -- an organisation with those above it on the day, '' (the whole bank) last
    units AS (
        SELECT assumeNotNull(id) AS unit, coalesce(argMax(tuple(parent_id), (event_time, log_offset)).1, '') AS parent
        FROM organisation FINAL WHERE customer_id = '' AND object = 'org' AND id IS NOT NULL AND day <= toDate32({day}) GROUP BY unit
    ),
    climbed AS (
        SELECT unit AS id, unit AS at, parent AS next, 1 AS steps FROM units
        UNION ALL
        SELECT c.id, u.unit, u.parent, c.steps + 1 FROM climbed AS c INNER JOIN units AS u ON u.unit = c.next WHERE c.steps < 12
    ),
    above AS (SELECT id, arrayPushBack(groupUniqArray(at), '') AS chain FROM climbed GROUP BY id)
