/*
K01: {zh: 存款时点余额, en: Deposits at day end, unit: fen}
K02: {zh: 本月日均存款, en: Average daily deposits this month, unit: fen, averaged: true}
K01L: {zh: 在存信贷资金(不计业绩), en: Loan money on deposit (no performance), unit: fen}
*/
-- accounts on demand and term deposits; a statement of either holds until the next one, a term deposit no longer than it runs
-- the average leaves out loan money that the trace says is still on deposit (DOMAIN §0.1.6); it is stated as fen × days since the 1st
SELECT customer_id, [
    ('K01', '', '', toInt64(sum(now))), ('K02', '', '', toInt64(sum(month))), ('K01L', '', '', toInt64(sum(borrowed))),
    ('K01', 'product', product, toInt64(sum(now))), ('K02', 'product', product, toInt64(sum(month)))] AS counts
FROM (
    SELECT customer_id, product, toInt64(0) AS borrowed, sumIf(b, d <= today AND until > today) AS now,
        sum(b * greatest(0, least(until, today + 1) - greatest(d, first))) AS month
    FROM (
        SELECT customer_id, '活期' AS product, d, b, toInt64(toDate32({day})) AS today, toInt64(toDate32({first})) AS first,
            leadInFrame(d, 1, toInt64(1000000)) OVER (PARTITION BY customer_id ORDER BY d ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS until
        FROM (
            SELECT customer_id, toInt64(day) AS d, assumeNotNull(bal) AS b FROM customer_day FINAL WHERE day >= toDate32({first}) AND day <= toDate32({day})
            UNION ALL
            SELECT customer_id, toInt64(max(day)) AS d, argMax(assumeNotNull(bal), day) AS b FROM customer_day FINAL WHERE day < toDate32({first}) GROUP BY customer_id
        )
        UNION ALL
        SELECT customer_id, product, d, if(live, owed, 0) AS b, toInt64(toDate32({day})) AS today, toInt64(toDate32({first})) AS first, least(next, ends) AS until
        FROM (
            SELECT customer_id, coalesce(kind, '定期') AS product, toInt64(day) AS d, coalesce(outstanding, principal, amount, 0) AS owed,
                coalesce(status, 'live') IN ('live', '正常', '生效') AS live, if(coalesce(auto_renew, false), 1000000, coalesce(toInt64(maturity), 1000000)) AS ends,
                leadInFrame(d, 1, toInt64(1000000)) OVER (PARTITION BY customer_id, contract_no ORDER BY event_time, log_offset ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS next
            FROM contract FINAL WHERE object = 'deposit' AND coalesce(kind, '定期') NOT IN ('活期', '协定') AND day <= toDate32({day})
        )
    )
    GROUP BY customer_id, product
    UNION ALL
    SELECT customer_id, '活期' AS product, sumIf(assumeNotNull(left), day = toDate32({day})) AS borrowed, toInt64(0) AS now, -sum(assumeNotNull(left)) AS month
    FROM loan_money FINAL WHERE day >= toDate32({first}) AND day <= toDate32({day}) GROUP BY customer_id
)
GROUP BY customer_id, product
