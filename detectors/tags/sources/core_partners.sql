-- core enterprises (tag E01) among a customer's partners of half a year, and what it is to them · reads txn · DOMAIN §3.8 E03
WITH
    moved AS (
        SELECT customer_id, coalesce(cp_customer_id, '') AS core, any(coalesce(cp_name, '')) AS core_name, countIf(op_in) AS n_in, countIf(op_out) AS n_out,
            sumIf(abs(assumeNotNull(signed)), op_in) AS came, sumIf(abs(assumeNotNull(signed)), op_out) AS went
        FROM txn FINAL
        WHERE day <= toDate32('{day}') AND day > toDate32('{day}') - 180 AND NOT reversal AND (op_in OR op_out) AND customer_id != '' AND {customers}
        GROUP BY customer_id, core
    ),
    shared AS (
        SELECT customer_id, core, core_name, n_in, n_out, came / greatest(sum(came) OVER (PARTITION BY customer_id), 1) AS share_in,
            went / greatest(sum(went) OVER (PARTITION BY customer_id), 1) AS share_out
        FROM moved
    ),
    regular AS (SELECT * FROM shared WHERE core != '' AND ((n_in >= 3 AND share_in >= 0.05) OR (n_out >= 3 AND share_out >= 0.05))),
    cores AS (
        SELECT customer_id AS core FROM (
            SELECT customer_id, coalesce(cp_name, cp_account, '') AS cp, uniqExactIf(toYYYYMM(day), op_in) AS months_in,
                uniqExactIf(toYYYYMM(day), op_out AND cp_kind = 'company') AS months_out
            FROM txn FINAL
            WHERE day <= toDate32('{day}') AND day > toDate32('{day}') - 365 AND NOT reversal AND (op_in OR op_out) AND customer_id IN (SELECT core FROM regular)
            GROUP BY customer_id, cp
        ) WHERE cp != '' GROUP BY customer_id HAVING countIf(months_in >= 3) >= 10 OR countIf(months_out >= 3) >= 10
    )
SELECT
    customer_id, argMaxIf(core_name, share_in, n_in >= 3 AND share_in >= 0.05) AS supplies, argMaxIf(core_name, share_out, n_out >= 3 AND share_out >= 0.05) AS distributes,
    max(greatest(share_in, share_out)) AS largest_share
FROM regular
WHERE core IN (SELECT core FROM cores)
GROUP BY customer_id
