-- the tree of organisations as of {day}: who is whose child, and which RM belongs where; rows of no customer, by the table's key, lie together
SELECT id, argMax(object, k) AS object, argMax(name, k) AS name, argMax(parent_id, k) AS parent_id, argMax(level, k) AS level
FROM (SELECT *, (event_time, log_offset) AS k FROM organisation FINAL WHERE customer_id = '' AND object IN ('org', 'rm') AND id IS NOT NULL AND day <= toDate32({day}))
GROUP BY id ORDER BY id
