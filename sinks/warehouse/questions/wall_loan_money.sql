-- loan money still on deposit by the trace, day by day: no deposit performance (DOMAIN §0.1.6)
WITH
-- part: owner
SELECT m.day AS day, toInt64(sum(m.left)) AS amount
FROM (SELECT * FROM loan_money FINAL WHERE day >= toDate32({first}) AND day <= toDate32({day})) AS m
LEFT JOIN owner AS o ON o.customer_id = m.customer_id
WHERE {everybody} OR o.rm_id IN {rms}
GROUP BY day ORDER BY day
