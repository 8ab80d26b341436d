-- changes in the business registry · reads registry
SELECT customer_id, countIf(d > today - 180) AS changes_180, countIf(item LIKE '%法定代表人%' AND d > today - 365) AS legal_rep_365
FROM (
    SELECT customer_id, toInt64(toDate32('{day}')) AS today, toInt64(day) AS d, coalesce(change_item, '') AS item
    FROM registry FINAL WHERE day <= toDate32('{day}') AND day > toDate32('{day}') - 365 AND customer_id != '' AND {customers}
)
WHERE item LIKE '%法定代表人%' OR item LIKE '%股东%' OR item LIKE '%名称%' OR item LIKE '%地址%' OR item LIKE '%住所%' OR item LIKE '%高管%' OR item LIKE '%负责人%'
GROUP BY customer_id
