-- how many customers of a scope got or lost a tag, by day (/v1/tags/{id})
WITH
-- part: owner
SELECT h.as_of AS day, toInt64(countIf(h.value != '')) AS gained, toInt64(countIf(h.value = '')) AS lost
FROM tag_history AS h FINAL LEFT JOIN owner AS o ON o.customer_id = h.customer_id
WHERE h.tag_id = {tag} AND h.as_of >= toDate({since}) AND ({everybody} OR o.rm_id IN {rms})
GROUP BY day ORDER BY day
