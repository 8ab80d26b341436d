-- What was normal for each customer at the end of some days.
SELECT * FROM [table] FINAL WHERE day >= toDate32({first}) AND day <= toDate32({last}) ORDER BY day, customer_id
