-- seconds since the shard that has waited longest was checkpointed; no row when none ever was
SELECT toFloat64(max(age)) AS seconds FROM (SELECT dateDiff('second', max(stored_at), now()) AS age FROM shard_mark GROUP BY log_partition) HAVING count() > 0
