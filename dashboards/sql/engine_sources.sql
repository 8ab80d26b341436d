-- every source as the shards have read it: how far its watermark lies behind the furthest one, and whether it holds the clock back
SELECT source, fromUnixTimestamp64Milli(min(mark)) AS watermark, toInt64(intDiv(greatest(0, max(furthest) - min(mark)), 1000)) AS behind, toInt64(max(holding)) AS holds, toInt64(max(read)) AS read_to
FROM (
    SELECT t.1 AS source, greatest(0, JSONExtractInt(t.2, 1)) AS mark, JSONExtractBool(t.2, 2) AS holding, JSONExtractInt(t.2, 3) AS read, furthest
    FROM (
        SELECT JSONExtractKeysAndValuesRaw(JSONExtractRaw(payload, 'sources')) AS sources, JSONExtractInt(payload, 'seen_to') AS furthest FROM shard_mark FINAL
    ) ARRAY JOIN sources AS t
)
GROUP BY source ORDER BY behind DESC, source
