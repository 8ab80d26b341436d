-- dead letters of the period by stream and reason, with the last one's sentence
WITH
-- part: period
SELECT coalesce(stream, '') AS stream, reason, toInt64(count()) AS letters, max(day) AS last_day, argMax(coalesce(detail, ''), (day, source_offset)) AS last_sentence
FROM dead_letter FINAL WHERE day >= since AND day <= until GROUP BY stream, reason ORDER BY letters DESC, stream, reason LIMIT 100
