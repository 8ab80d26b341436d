-- What a customer's saved state takes, by shard.
SELECT log_partition, toInt64(count()) AS customers, avg(bytes) AS mean, toFloat64(quantileExact(0.99)(bytes)) AS p99, toInt64(max(bytes)) AS largest
FROM shard_state FINAL
GROUP BY log_partition
