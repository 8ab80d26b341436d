-- frame: listing · reads listing · DOMAIN OPP-17: memberships of an official list that end in 90 days, counted from the next morning; the next batch, still proposed, says nothing of them
SELECT customer_id, list_code, v.1 AS level, v.2 AS batch, v.3 AS status, v.4 AS valid_from, v.5 AS valid_to, v.6 AS confidence, '即将到期' AS leg,
    toInt64(toInt64(valid_to) - toInt64(toDate('{day}')) - 1) AS days_to_end
FROM (
    SELECT customer_id, list_code, argMax(tuple(level, batch, status, valid_from, valid_to, confidence), (event_time, log_offset)) AS v
    FROM listing FINAL WHERE customer_id != '' AND coalesce(status, '') != '公示' AND day <= toDate('{day}') GROUP BY customer_id, list_code
)
WHERE status = '正式' AND valid_to = toDate('{day}') + 91
