-- the ring of guarantees around a customer, three steps wide · reads relation · DOMAIN §6.3
WITH
    edges AS (
        SELECT assumeNotNull(src_id) AS a, assumeNotNull(dst_id) AS b FROM (
            SELECT * FROM relation FINAL WHERE type = 'GUARANTEE' AND day <= toDate32('{day}') AND coalesce(valid_from, day) <= toDate32('{day}')
            ORDER BY event_time DESC, log_offset DESC LIMIT 1 BY src_id, dst_id
        ) WHERE coalesce(valid_to, toDate32('2299-12-31')) >= toDate32('{day}')
    ),
    near AS (SELECT a, groupUniqArray(b) AS others FROM (SELECT a, b FROM edges UNION ALL SELECT e.b AS a, e.a AS b FROM edges AS e) GROUP BY a),
    second AS (
        SELECT customer_id, groupUniqArray(node) AS ring FROM (
            SELECT customer_id, arrayJoin(arrayConcat([step], n.others)) AS node
            FROM (SELECT a AS customer_id, arrayJoin(others) AS step FROM near WHERE {customers}) AS first
            LEFT JOIN near AS n ON n.a = step
        ) GROUP BY customer_id
    )
SELECT w.customer_id AS customer_id, w.size AS ring_size, toInt64(countIf(e.a = w.customer_id)) AS guarantees_given, toInt64(countIf(e.b = w.customer_id)) AS guarantees_had,
    countIf((e.b, e.a) IN (SELECT a, b FROM edges)) AS mutual
FROM (
    SELECT customer_id, uniqExact(node) AS size FROM (
        SELECT customer_id, arrayJoin(arrayConcat([customer_id, step], n.others)) AS node
        FROM (SELECT customer_id, arrayJoin(ring) AS step FROM second) AS ringed LEFT JOIN near AS n ON n.a = step
    ) GROUP BY customer_id
) AS w
INNER JOIN (SELECT a, b, arrayJoin([a, b]) AS of FROM edges) AS e ON e.of = w.customer_id
GROUP BY w.customer_id, w.size
