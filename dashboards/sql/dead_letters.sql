-- records that could not be taken, by the hour in which they came, by reason
WITH
-- part: period
SELECT toStartOfHour(toDateTime(assumeNotNull(at))) AS time, reason, toInt64(count()) AS letters
FROM dead_letter FINAL WHERE day >= since AND day <= until AND at IS NOT NULL
GROUP BY time, reason ORDER BY time, reason
