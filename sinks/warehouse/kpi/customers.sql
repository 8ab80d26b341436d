/*
K16: {zh: 新开户数, en: New customers, unit: count}
K18: {zh: 有效户数, en: Customers with deposits of ¥50k and more, unit: count}
K19: {zh: 流失户数, en: Lost customers, unit: count}
*/
-- new: the first account is opened on the day; lost: the last one is closed on it
SELECT customer_id, [('K16', '', '', toInt64(max(opened))), ('K18', '', '', toInt64(max(valid))), ('K19', '', '', toInt64(max(gone)))] AS counts
FROM (
    SELECT customer_id, toInt64(min(open_on) = toDate32({day})) AS opened, toInt64(countIf(closed_on IS NULL) = 0 AND max(closed_on) = toDate32({day})) AS gone, toInt64(0) AS valid
    FROM (
        SELECT customer_id, coalesce(open_date, day) AS open_on, if(coalesce(status, '') = '销户', coalesce(close_date, day), close_date) AS closed_on
        FROM account FINAL WHERE day <= toDate32({day}) ORDER BY event_time DESC, log_offset DESC LIMIT 1 BY account_no
    )
    GROUP BY customer_id
    UNION ALL
    SELECT customer_id, toInt64(0) AS opened, toInt64(0) AS gone, toInt64(argMax(assumeNotNull(bal), day) >= 5000000) AS valid
    FROM customer_day FINAL WHERE day <= toDate32({day}) GROUP BY customer_id
)
GROUP BY customer_id
