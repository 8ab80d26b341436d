/*
P01: {zh: 新增预警, en: Alerts opened, unit: count}
P02: {zh: 办结预警, en: Alerts closed, unit: count}
P03: {zh: 按时办结预警, en: Alerts closed in time, unit: count}
*/
-- opened: the first finding of a rule and object, not taken back; closed: by the desk, in time: before the task was due
SELECT customer_id, [('P01', toInt64(sum(opened)), 1), ('P02', toInt64(sum(closed)), 1), ('P03', toInt64(sum(in_time)), 1)] AS counts
FROM (
    SELECT customer_id, toInt64(min(day) = toDate32({day})) AS opened, toInt64(0) AS closed, toInt64(0) AS in_time
    FROM finding FINAL WHERE state = 'open' AND coalesce(audience, 'normal') != 'aml' AND day <= toDate32({day}) GROUP BY customer_id, rule_id, object_id
    UNION ALL
    SELECT e.customer_id AS customer_id, toInt64(0) AS opened, toInt64(1) AS closed, toInt64(coalesce(e.closed_at <= t.due, false)) AS in_time
    FROM (
        SELECT coalesce(customer_id, '') AS customer_id, coalesce(alert_id, '') AS alert, max(at) AS closed_at FROM task_event FINAL
        WHERE state = 'closed' AND toDate(at, 'Asia/Shanghai') = toDate({day}) GROUP BY customer_id, alert
    ) AS e
    LEFT JOIN (SELECT coalesce(alert_id, '') AS alert, max(due_at) AS due FROM task FINAL WHERE day <= toDate32({day}) GROUP BY alert) AS t ON t.alert = e.alert
)
GROUP BY customer_id
