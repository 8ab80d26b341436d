/*
P01: {zh: 新增预警, en: Alerts opened, unit: count}
P02: {zh: 办结预警, en: Alerts closed, unit: count}
P03: {zh: 按时办结预警, en: Alerts closed in time, unit: count}
P04: {zh: 已确认预警, en: Alerts acknowledged, unit: count}
P05: {zh: 挽回资金, en: Retained money, unit: fen}
*/
-- opened: the first finding of a rule and object, not taken back; closed, acknowledged: by the desk, in time: before the task was due
-- retained: what was at stake in outflow and maturity alerts that were closed as 有效-已落地 · nothing of the anti-money-laundering desk
SELECT customer_id, [
    ('P01', '', '', toInt64(sum(opened))), ('P02', '', '', toInt64(sum(closed))), ('P03', '', '', toInt64(sum(in_time))), ('P04', '', '', toInt64(sum(acked))), ('P05', '', '', toInt64(sum(kept))),
    ('P01', 'rule', rule, toInt64(sum(opened))), ('P01', 'severity', severity, toInt64(sum(opened))), ('P02', 'rule', rule, toInt64(sum(closed)))] AS counts
FROM (
    SELECT customer_id, rule_id AS rule, argMin(coalesce(finding.severity, ''), (day, finding_id)) AS severity,
        toInt64(min(day) = toDate32({day})) AS opened, toInt64(0) AS closed, toInt64(0) AS in_time, toInt64(0) AS acked, toInt64(0) AS kept
    FROM finding FINAL WHERE state = 'open' AND coalesce(audience, 'normal') != 'aml' AND day <= toDate32({day}) GROUP BY customer_id, rule_id, object_id
    UNION ALL
    SELECT e.customer_id AS customer_id, coalesce(a.rule_id, '') AS rule, '' AS severity, toInt64(0) AS opened, toInt64(e.closed) AS closed,
        toInt64(e.closed AND coalesce(e.closed_at <= coalesce(fromUnixTimestamp64Milli(e.due_at), t.due), false)) AS in_time, toInt64(e.acked) AS acked,
        toInt64(if(e.closed AND e.result = '有效-已落地' AND match(rule, '^(OUT|MAT)-'), coalesce(a.money_at_stake, 0), 0)) AS kept
    FROM (
        SELECT coalesce(customer_id, '') AS customer_id, coalesce(alert_id, '') AS alert, max(state = 'closed') AS closed, max(state = 'acked') AS acked,
            maxIf(at, state = 'closed') AS closed_at, argMaxIf(result_code, (at, version), state = 'closed') AS result, maxIf(task_event.due_at, state = 'closed') AS due_at
        FROM task_event FINAL WHERE state IN ('closed', 'acked') AND toDate(at, 'Asia/Shanghai') = toDate({day}) AND coalesce(audience, 'normal') != 'aml'
        GROUP BY customer_id, alert
    ) AS e
    LEFT JOIN (SELECT coalesce(alert_id, '') AS alert, max(due_at) AS due FROM task FINAL WHERE day <= toDate32({day}) GROUP BY alert) AS t ON t.alert = e.alert
    LEFT JOIN (SELECT alert_id AS alert, rule_id, money_at_stake, audience FROM alert FINAL) AS a ON a.alert = e.alert
    WHERE coalesce(a.audience, 'normal') != 'aml'
)
GROUP BY customer_id, rule, severity
