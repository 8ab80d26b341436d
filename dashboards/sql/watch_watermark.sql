-- seconds by which the slowest source that holds the clock lies behind the furthest record read; 0 when none holds it
SELECT greatest(0, max(if(holds, furthest - watermark, 0))) / 1000 AS seconds
FROM (
    SELECT JSONExtractInt(t.2, 1) AS watermark, JSONExtractBool(t.2, 2) AS holds, furthest
    FROM (SELECT JSONExtractKeysAndValuesRaw(JSONExtractRaw(payload, 'sources')) AS sources, JSONExtractInt(payload, 'seen_to') AS furthest FROM shard_mark FINAL)
    ARRAY JOIN sources AS t
) WHERE watermark > 0 HAVING count() > 0
