-- pledged equity · reads pledge
SELECT customer_id, max(part) AS pledged
FROM (
    SELECT customer_id, coalesce(ratio, 0) AS part, coalesce(kind, 'pledge') AS form, coalesce(status, '有效') AS stage, end AS ends FROM pledge FINAL
    WHERE day <= toDate32('{day}') AND coalesce(confidence, 1) >= 1 AND customer_id != '' AND {customers}
    ORDER BY event_time DESC, log_offset DESC LIMIT 1 BY customer_id, reg_no
)
WHERE form = 'pledge' AND stage NOT IN ('解除', '注销', '无效') AND coalesce(ends, toDate32('2299-12-31')) >= toDate32('{day}')
GROUP BY customer_id
