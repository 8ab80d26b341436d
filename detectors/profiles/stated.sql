-- asked when something was corrected · reads txn · when the core last stated a balance of an account: (event time in ms, source offset)
SELECT account_no, max((toUnixTimestamp64Milli(assumeNotNull(event_time)), assumeNotNull(source_offset))) AS place, place.1 AS stated_at, place.2 AS stated_offset
FROM txn WHERE customer_id IN {customers} AND day <= {day} AND bal_after IS NOT NULL AND ccy = 'CNY' GROUP BY account_no
