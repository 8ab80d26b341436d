-- the bank's present moment as the facts have it: the last entry, epoch ms, and its day
SELECT toUnixTimestamp64Milli(max(assumeNotNull(event_time))) AS clock, max(day) AS day FROM txn HAVING count() > 0
