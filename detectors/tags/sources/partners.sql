-- who pays a customer and whom it pays, over a year; money of nobody named is money that came, and nobody's · reads txn
SELECT
    customer_id, maxIf(came, cp != '') AS top_payer_amount, argMaxIf(cp, came, cp != '') AS top_payer, sum(came) AS came_in, sumIf(came, public) AS from_public,
    countIf(cp != '' AND months_in >= 3) AS distributors, countIf(cp != '' AND months_out >= 3) AS suppliers
FROM (
    SELECT
        customer_id, coalesce(cp_name, cp_account, '') AS cp, sumIf(assumeNotNull(signed), op_in) AS came, max(cp_kind IN ('treasury', 'tax')) AS public,
        uniqExactIf(toYYYYMM(day), op_in) AS months_in, uniqExactIf(toYYYYMM(day), op_out AND cp_kind = 'company') AS months_out
    FROM txn FINAL
    WHERE day <= toDate32('{day}') AND day > toDate32('{day}') - 365 AND NOT reversal AND (op_in OR op_out) AND customer_id != '' AND {customers}
    GROUP BY customer_id, cp
)
GROUP BY customer_id
