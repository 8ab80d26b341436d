-- account entries stored, by the minute of the store's clock
SELECT toStartOfMinute(stored_at) AS time, toInt64(count()) AS `入库 Entries` FROM txn WHERE stored_at >= $__fromTime AND stored_at <= $__toTime GROUP BY time ORDER BY time
