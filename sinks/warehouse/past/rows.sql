-- A table's facts of some days, each as it was stated last, in the order in which they happened.
SELECT * FROM [table] FINAL WHERE day >= toDate32({first}) AND day <= toDate32({last})
ORDER BY event_time, log_partition, log_offset, source_offset
