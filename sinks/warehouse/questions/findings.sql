-- What a rule found of a customer on a day, as it stands.
SELECT finding_id, toUnixTimestamp64Milli(assumeNotNull(event_time)) AS event_time, title_zh, title_en, severity, state
FROM finding FINAL
WHERE customer_id = {customer} AND rule_id = {rule} AND day = toDate({day}) AND audience IN {audiences}
ORDER BY event_time
