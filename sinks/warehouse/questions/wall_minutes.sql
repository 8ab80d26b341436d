-- money in and out by the minute of two days, counted from the entries themselves
WITH
-- part: owner
SELECT t.day AS day, formatDateTime(assumeNotNull(t.event_time), '%H:%i', 'Asia/Shanghai') AS minute,
    toInt64(sumIf(t.signed, t.signed > 0)) AS inflow, toInt64(-sumIf(t.signed, t.signed < 0)) AS outflow
FROM (SELECT customer_id, day, event_time, assumeNotNull(signed) AS signed FROM txn FINAL WHERE day IN (toDate32({day}), toDate32({day}) - 1) AND signed != 0) AS t
LEFT JOIN owner AS o ON o.customer_id = t.customer_id
WHERE {everybody} OR o.rm_id IN {rms}
GROUP BY day, minute ORDER BY day, minute
