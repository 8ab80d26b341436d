-- joined to frame: profile · reads txn · DOMAIN OPP-01: the customer's operating credits of the 180 days before the next day
SELECT
    customer_id,
    toInt64(quantileExact(0.95)(assumeNotNull(signed))) AS p95_op_in_180,
    toInt64(count()) AS n_op_in_180
FROM txn FINAL
WHERE op_in AND NOT reversal AND op NOT IN ('R', 'D') AND coalesce(status, '') != 'TAKEN_BACK' AND day > toDate('{day}') - 180 AND day <= toDate('{day}')
GROUP BY customer_id
