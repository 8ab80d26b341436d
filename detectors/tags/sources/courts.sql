-- a customer's cases as last stated, without those that are done or withdrawn and without mere name matches · reads ruling
SELECT customer_id, groupUniqArray(party) AS roles, argMax(case_number, d) AS latest_case
FROM (
    SELECT customer_id, coalesce(role, '') AS party, coalesce(case_no, '') AS case_number, coalesce(performance, '') AS done, coalesce(status, '') AS stage, toInt64(day) AS d, coalesce(op, 'I') AS operation
    FROM ruling FINAL WHERE day <= toDate32('{day}') AND coalesce(confidence, 1) >= 1 AND customer_id != '' AND {customers}
    ORDER BY event_time DESC, log_offset DESC LIMIT 1 BY customer_id, case_no, role
)
WHERE done != '已履行' AND stage != '撤销' AND operation NOT IN ('R', 'D')
GROUP BY customer_id
