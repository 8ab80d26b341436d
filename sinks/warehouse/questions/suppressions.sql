-- Whom nobody was told of, and why: the ledger.
SELECT reason, event_time AS at, by FROM suppression FINAL
WHERE customer_id = {customer} AND rule_id = {rule} AND event_time >= {first} AND event_time < {last}
ORDER BY at
