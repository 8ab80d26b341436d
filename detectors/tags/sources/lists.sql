-- lists a customer is on today: each as last stated (what is only proposed, 公示, says nothing of it), not withdrawn, valid, no mere name match · reads listing
SELECT customer_id, groupArray(code) AS codes, groupArray(valid_until) AS ends, argMax(concat(code, '|', level), d) AS latest
FROM (
    SELECT customer_id, coalesce(list_code, '') AS code, coalesce(level, '') AS level, toInt64(day) AS d, coalesce(status, '') AS stage,
        coalesce(toString(valid_to), '') AS valid_until,
        coalesce(valid_from, day) <= toDate32('{day}') AND coalesce(valid_to, toDate32('2299-12-31')) >= toDate32('{day}') AS valid
    FROM listing FINAL WHERE day <= toDate32('{day}') AND coalesce(confidence, 1) >= 1 AND coalesce(status, '') != '公示' AND customer_id != '' AND {customers}
    ORDER BY event_time DESC, log_offset DESC LIMIT 1 BY customer_id, list_code
)
WHERE valid AND stage = '正式'
GROUP BY customer_id
