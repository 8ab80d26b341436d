-- a customer's entries of the days, as the alert page lists them (/v1/alerts/{id}: facts)
SELECT toUnixTimestamp64Milli(assumeNotNull(event_time)) AS at, cdt_dbt, toInt64(abs(assumeNotNull(signed))) AS amount, coalesce(cp_name, '') AS counterparty,
    coalesce(cp_bank_entity, '') AS bank, coalesce(remittance, '') AS remittance, event_id
FROM txn FINAL
WHERE customer_id = {customer} AND day >= toDate32({first}) AND day <= toDate32({day}) AND ({any_entry} OR event_id IN {events})
    AND ({counterparty} = '' OR cp_name = {counterparty})
ORDER BY event_time DESC, event_id LIMIT {limit}
