-- where a customer stands in its life: one stage, in the order of DOMAIN §3.3, and what it was judged by
SELECT
    k.customer_id AS customer_id, a.accounts_open AS open_accounts, d.avg_30 AS recent, d.avg_90 AS quarter, d.peak_90 AS peak, d.avg_base AS base,
    d.avg_90_last_year AS year_ago, e.own_180 AS moved_180, e.own_90 AS moved_90, toInt64(toDate32('{day}')) - toInt64(a.first_open) AS account_days, k.tier AS rank,
    least(100, 60 * (r.outflow_p1 > 0) + 15 * r.outflow_p2) AS churn_score,
    multiIf(
        a.accounts_ever > 0 AND (a.accounts_open = 0 OR (d.peak_90 > 0 AND d.avg_90 < 0.05 * d.peak_90 AND e.own_90 = 0)), 'L06',
        a.accounts_ever > 0 AND (churn_score >= 60 OR (d.avg_base > 0 AND d.history_days >= 60 AND d.avg_30 <= 0.5 * d.avg_base)), 'L05',
        a.accounts_ever = 0, 'L01',
        account_days > 180 AND e.own_180 = 0, 'L07',
        account_days <= 180, 'L02',
        k.tier IN ('T1', 'T2'), 'L03',
        'L04') AS stage
FROM customers AS k
LEFT JOIN accounts AS a ON a.customer_id = k.customer_id
LEFT JOIN days AS d ON d.customer_id = k.customer_id
LEFT JOIN entries AS e ON e.customer_id = k.customer_id
LEFT JOIN alarms AS r ON r.customer_id = k.customer_id
