-- visits and calls · reads interaction
SELECT
    customer_id, maxIf(d, form = '拜访') AS last_visit, countIf(form IN ('拜访', '电话', '线上') AND d > today - 180) AS tried_180,
    countIf(form IN ('拜访', '电话', '线上') AND d > today - 180 AND outcome NOT IN ('', '客户拒绝', '未接通', '无关')) AS accepted_180, any(today) AS contact_today
FROM (
    SELECT customer_id, toInt64(toDate32('{day}')) AS today, toInt64(day) AS d, coalesce(type, '') AS form, coalesce(result_code, '') AS outcome
    FROM interaction FINAL WHERE day <= toDate32('{day}') AND customer_id != '' AND {customers}
)
GROUP BY customer_id
