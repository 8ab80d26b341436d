-- of how many customers of a scope each tag holds, by value, and of how many since {since} (/v1/tags)
WITH
-- part: owner
SELECT tag_id, value, toInt64(count()) AS customers, toInt64(countIf(since >= toDate({since}))) AS joined
FROM tag FINAL PREWHERE {everybody} OR customer_id IN {among}
WHERE value != '' AND ({everybody} OR customer_id IN (SELECT customer_id FROM owner WHERE rm_id IN {rms}))
GROUP BY tag_id, value ORDER BY tag_id, customers DESC
