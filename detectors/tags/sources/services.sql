-- what a customer has asked and met with · reads service
SELECT
    customer_id, countIf(form = 'login' AND d > today - 30) AS logins_30, countIf(form = 'ticket' AND d > today - 30) AS tickets_30,
    countIf(form = 'failure' AND d > today - 7) AS failures_7, countIf(form = 'complaint' AND stage NOT IN ('closed', '已办结')) AS complaints_open
FROM (
    SELECT customer_id, toInt64(toDate32('{day}')) AS today, toInt64(day) AS d, coalesce(kind, '') AS form, coalesce(status, '') AS stage
    FROM service FINAL WHERE day <= toDate32('{day}') AND day > toDate32('{day}') - 180 AND customer_id != '' AND {customers}
    ORDER BY event_time DESC, log_offset DESC LIMIT 1 BY customer_id, id
)
GROUP BY customer_id
