-- every shard: where it stands in the log, its clock, the day it is in, when it last checkpointed
SELECT log_partition AS partition, JSONExtractInt(argMax(payload, version), 'position') AS position, fromUnixTimestamp64Milli(greatest(0, JSONExtractInt(argMax(payload, version), 'clock'))) AS clock,
    JSONExtractString(argMax(payload, version), 'day') AS day, dateDiff('second', max(stored_at), now()) AS checkpoint_age
FROM shard_mark GROUP BY partition ORDER BY partition
