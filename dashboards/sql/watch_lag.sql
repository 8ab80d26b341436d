-- seconds by which the slowest shard's clock lies behind the furthest record read
SELECT greatest(0, max(furthest) - min(clock)) / 1000 AS seconds
FROM (SELECT JSONExtractInt(payload, 'clock') AS clock, JSONExtractInt(payload, 'seen_to') AS furthest FROM shard_mark FINAL) HAVING count() > 0
