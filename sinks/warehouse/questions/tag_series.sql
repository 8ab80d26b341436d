-- how many customers of a scope got or lost a tag, by day (/v1/tags/{id})
WITH
-- part: owner
SELECT as_of AS day, toInt64(countIf(value != '')) AS gained, toInt64(countIf(value = '')) AS lost
FROM tag_history FINAL PREWHERE tag_id = {tag} AND as_of >= toDate({since}) AND ({everybody} OR customer_id IN {among})
WHERE {everybody} OR customer_id IN (SELECT customer_id FROM owner WHERE rm_id IN {rms})
GROUP BY day ORDER BY day
