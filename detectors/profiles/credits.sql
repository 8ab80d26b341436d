-- joined to frame: profile · reads txn · DOMAIN OPP-01: the customer's operating credits of the 180 days before the next day
SELECT
    customer_id,
    toInt64(quantileExact(0.95)(assumeNotNull(signed))) AS p95_op_in_180,
    toInt64(count()) AS n_op_in_180
FROM txn FINAL
WHERE op_in AND NOT reversal AND op NOT IN ('R', 'D') AND day > toDate('{day}') - 180 AND day <= toDate('{day}')
    AND event_id NOT IN (SELECT assumeNotNull(original_ref) FROM txn WHERE reversal AND original_ref IS NOT NULL AND day > toDate('{day}') - 180 AND day <= toDate('{day}'))
GROUP BY customer_id
