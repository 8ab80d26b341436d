-- of how many customers of a scope each tag holds, by value, and of how many since {since} (/v1/tags)
WITH
-- part: owner
SELECT t.tag_id AS tag_id, t.value AS value, toInt64(count()) AS customers, toInt64(countIf(t.since >= toDate({since}))) AS joined
FROM tag AS t FINAL LEFT JOIN owner AS o ON o.customer_id = t.customer_id
WHERE t.value != '' AND ({everybody} OR o.rm_id IN {rms})
GROUP BY tag_id, value ORDER BY tag_id, customers DESC
