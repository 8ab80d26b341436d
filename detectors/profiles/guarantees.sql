-- for detectors/graph · reads relation · guarantees in force on the day, one row for each edge as last stated
SELECT src_id, dst_id, type, argMax(amount, k) AS amount, argMax(weight, k) AS weight, argMax(src_equity, k) AS src_equity, argMax(valid_to, k) AS valid_to
FROM (SELECT *, (event_time, log_offset) AS k FROM relation FINAL WHERE type = 'GUARANTEE' AND day <= toDate('{day}') AND coalesce(valid_from, day) <= toDate('{day}'))
GROUP BY src_id, dst_id, type
HAVING valid_to IS NULL OR valid_to >= toDate('{day}')
