-- what customers' tags were before {day}, and which were already stated for it; of these tags alone
SELECT customer_id, tag_id, argMaxIf(value, as_of, as_of < toDate32('{day}')) AS value, countIf(as_of < toDate32('{day}')) > 0 AS known,
    maxIf(since, as_of < toDate32('{day}')) AS since, countIf(as_of = toDate32('{day}')) > 0 AS restated
FROM tag_history FINAL
WHERE as_of <= toDate32('{day}') AND tag_id IN ({tags}) AND {customers}
GROUP BY customer_id, tag_id
