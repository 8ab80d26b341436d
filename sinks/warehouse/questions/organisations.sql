-- the tree of organisations as of {day}: who is whose child, and which RM belongs where; rows of no customer, by the table's key, lie together
SELECT id, v.1 AS object, v.2 AS name, v.3 AS parent_id, v.4 AS level
FROM (
    SELECT id, argMax(tuple(object, name, parent_id, level), (event_time, log_offset)) AS v FROM organisation FINAL
    WHERE customer_id = '' AND object IN ('org', 'rm') AND id IS NOT NULL AND day <= toDate32({day}) GROUP BY id
)
ORDER BY id
