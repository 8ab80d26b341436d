-- the engine at a glance: the longest that a shard has not checkpointed, how far the slowest shard's clock lies behind the fastest, records stored in the last minute
SELECT toInt64(greatest(0, (SELECT dateDiff('second', min(saved), now()) FROM (SELECT max(stored_at) AS saved FROM shard_mark GROUP BY log_partition)))) AS `检查点 Checkpoint age`,
    (SELECT (max(clock) - min(clock)) / 1000 FROM (SELECT JSONExtractInt(payload, 'clock') AS clock FROM shard_mark FINAL)) AS `分片时差 Shards apart`,
    (SELECT toInt64(count()) FROM shard_mark FINAL) AS `分片 Shards`
