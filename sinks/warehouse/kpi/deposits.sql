/*
K01: {zh: 存款时点余额, en: Deposits at day end, unit: fen}
K02: {zh: 本月日均存款, en: Average daily deposits this month, unit: fen}
K01L: {zh: 在存信贷资金(不计业绩), en: Loan money on deposit (no performance), unit: fen}
*/
-- the average leaves out loan money that the trace says is still on deposit (DOMAIN §0.1.6) and counts calendar days from the 1st
SELECT customer_id, [
    ('K01', toInt64(sum(now)), toInt64(1)), ('K01L', toInt64(sum(borrowed)), toInt64(1)),
    ('K02', toInt64(sum(month)), toInt64(toDate32({day})) - toInt64(toDate32({first})) + 1)] AS counts
FROM (
    SELECT customer_id, argMax(b, d) AS now, toInt64(0) AS borrowed,
        sum(b * greatest(0, least(until, toInt64(toDate32({day})) + 1) - greatest(d, toInt64(toDate32({first}))))) AS month
    FROM (
        SELECT customer_id, d, b, leadInFrame(d, 1, toInt64(1000000)) OVER (PARTITION BY customer_id ORDER BY d ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS until
        FROM (
            SELECT customer_id, toInt64(day) AS d, assumeNotNull(bal) AS b FROM customer_day FINAL WHERE day >= toDate32({first}) AND day <= toDate32({day})
            UNION ALL
            SELECT customer_id, toInt64(max(day)) AS d, argMax(assumeNotNull(bal), day) AS b FROM customer_day FINAL WHERE day < toDate32({first}) GROUP BY customer_id
        )
    )
    GROUP BY customer_id
    UNION ALL
    SELECT customer_id, toInt64(0) AS now, sumIf(assumeNotNull(left), day = toDate32({day})) AS borrowed, -sum(assumeNotNull(left)) AS month
    FROM loan_money FINAL WHERE day >= toDate32({first}) AND day <= toDate32({day}) GROUP BY customer_id
)
GROUP BY customer_id
